# authority
