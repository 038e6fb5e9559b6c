"""Files come in: looked at before, loaded, read anew, their rejected rows tried again."""
