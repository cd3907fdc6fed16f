"""How the shipped weights and lexicons are made; nothing here is needed to run Soapstone."""
