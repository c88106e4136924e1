"""The gazetteer, and when a name in a text means one of its entities: what `entities` is made of."""
