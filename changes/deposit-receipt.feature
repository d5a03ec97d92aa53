The receipt of a deposit says what was stored, whether it is valid, where it is in the catalogue, and what data.gouv.fr will see of it when it harvests.
