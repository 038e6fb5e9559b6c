"""`python -m percorso` is the command line."""

from percorso.cli.main import main

main()
