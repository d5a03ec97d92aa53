Un champ modifié ici d’un jeu de données moissonné est gardé par les moissonnages suivants ; sa page montre ce que dit la source et permet de la suivre de nouveau.
