"""How do letters leave: written, handed to the company's mail server, each once?"""
