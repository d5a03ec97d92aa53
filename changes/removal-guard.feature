La garde demande : quand un moissonnage ferait disparaître trop de jeux de données, ou que la liste du serveur est douteuse, rien n’est retiré ; les administrateurs de la source reçoivent un courriel et acceptent ou refusent sur une page.
Un jeu de données fermé répond 410 et dit en français ce qu’il est devenu ; une personne peut le rouvrir, ou la fiche revient à la source.
