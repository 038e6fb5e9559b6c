"""How do answers to surveys come in: by a link, a printed code, a mail, a page of the shop?"""
