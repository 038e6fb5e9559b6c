"""One customer or many: found, shown, and who is who; what each of them allows."""
