Pages that visitors read set no cookie and weigh some 65 kB; scripts speak French; the theme is tested in Chromium with axe, the keyboard, a phone and no script.
