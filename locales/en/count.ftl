# Counts: figures of the policy, numbers of people
figure-not-in-policy = The policy in force has no figure “{ $figure }” ({ $code }): add it by a policy event
figure-of-other-sort = The policy in force has the figure “{ $figure }” ({ $code }) as another sort of value: mend it by a policy event
figure-exceeded = “{ $figure }” ({ $code }) is at most { $limit }, found { $found } (source: { $source })
figure-not-reached = “{ $figure }” ({ $code }) is at least { $limit }, found { $found } (source: { $source })
choice-unknown = “{ $figure }” ({ $code }) has no choice { $found }: choose from { $known }
roll-unknown = { $group } were not counted on { $day } or before: record the roll first
more-than-the-roll = { $found } people are more than the { $whole } on the roll: check the numbers
share-not-reached = “{ $figure }” ({ $code }) asks for { $share }: of { $whole } on the roll at least { $needed }, found { $found } (source: { $source })
roll-ahead = The roll is of { $day }, after the event on { $latest }
roll-empty = The roll has no numbers: give at least one
roll-counted-already = { $group } were counted for { $day } before: record the new number for another day
clock-not-in-policy = The policy in force has no period “{ $clock }” ({ $code }): add it by a policy event
kind-signed-twice = The policy says twice whose signatures { $kind } needs: say it once
persons-not-apart = { $one } and { $two } are the same person or close relatives: this needs two others
