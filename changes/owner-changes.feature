Files are judged again when their organisation changes its territories or its SIRET.
