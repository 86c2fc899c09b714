# Flag F13
flag-f13 = F13 Role clash
flag-f13-about = Persons who should check each other are close relatives, the payee has the name of somebody who acted or signed or of their relative, or a supervisor is close to a member of a committee.
f13-why = What
f13-close = relatives in roles that check each other
f13-payee = the payee has the name of somebody who acted or signed, or of their relative
f13-supervisor = a supervisor close to a member of a committee
f13-apart = should stand aside
f13-amount = Amount
