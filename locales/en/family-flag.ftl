# Answers to flags
kind-flag-answered-v1 = Flag answered
event-flag-answered-v1 = { $by } answers what rule { $rule } points at in event { $event }: { $answer }
