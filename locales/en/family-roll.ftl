# Rolls
kind-roll-counted-v1 = People counted
event-roll-counted-v1 = Numbers as of { $on }: { $groups }
