# ballot
