The theme: home, search, dataset and organisation pages of our own, in French, light, readable on a phone and with a screen reader.
