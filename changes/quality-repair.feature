`dge repair FILE --schema S --output OUT` writes a repaired copy, rule by rule, and says what it did.
