# Points, hours, goods
units-unbalanced = The lines do not sum to zero (they differ by { $sum }): what comes in has come from somewhere
bound-to-another-purpose = What is bound to “{ $purpose }” must balance (it differs by { $sum }): it cannot be moved to another purpose
units-full = { $amount } would make the totals too large to be exact ({ $left } can be booked): check for a digit too many
move-ahead = The day { $day } is after the event on { $latest }
move-backward = { $account } cannot take { $amount } the wrong way: amounts are more than zero; to undo a movement, record its undoing
place-unnamed = A line does not say who or where ({ $account })
holding-cannot-cover = { $holder } has not enough { $unit } for { $amount }: on { $day } at most { $available } can be used
moves-unknown = Event { $event } moved no points, hours or goods, so it cannot be undone: check the id
moves-undone-already = Event { $event } was undone by { $by } before
span-unbelievable = The span from { $from } until { $until } cannot be: it ends after it begins, and not after the event
worked-elsewhere = { $person } did another service between { $from } and { $until } (entry { $index }): one thing at a time
unit-points = { $amount } points
unit-minutes = { $hours } h { $minutes } min
unit-goods = { $amount } of { $item }
stock-differs = By the books { $holder } has { $booked } of { $unit } on { $day }, not { $found }: enter what the books say, and the difference as one found
