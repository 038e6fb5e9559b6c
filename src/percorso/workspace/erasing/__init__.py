"""How a person is forgotten: in records, inbox, archive, warehouse, rejected rows and the lake."""
