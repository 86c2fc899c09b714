# Resolutions: matters, steps, permissions
matter-unknown = There is no matter { $matter }: propose it first
matter-exists = The matter { $matter } exists already: choose another code
matter-not-adopted = The matter { $matter } is not an adopted resolution yet: its steps must be carried and the resolution signed
matter-of-other-sort = The resolution { $matter } is of the sort "{ $found }", and one of the sort "{ $needed }" is needed
matter-concluded = The matter { $matter } is concluded and takes no more steps: propose a new matter to change it
matter-lost = A step of the matter { $matter } was lost, so it can only be rejected: propose a new matter to reconsider it
matter-not-lost = No step of the matter { $matter } was lost, so it cannot be rejected
matter-part-missing = A matter of the sort "{ $sort }" must state { $part }
matter-part-unexpected = A matter of the sort "{ $sort }" cannot carry { $part }
matter-sort-not-in-policy = The policy in force does not say which steps a matter of the sort "{ $sort }" takes: a resolution must change the policy first
matter-grants-nothing = The resolution { $matter } permits no expenditure
cap-not-positive = The cap must be more than zero and within the system's limit
grant-reversed = The permission from { $from } until { $until } is the wrong way round
category-unknown = The policy in force has no category { $category }: use one that it lists
list-too-long = The list has { $found } items, more than the limit of { $limit }: divide it
file-named-twice = The file { $file } is named twice
file-taken-elsewhere = The file { $file } is already taken over by the matter { $matter } and cannot be taken over again
steps-all-taken = The matter { $matter } has taken every step: the resolution can be signed
steps-missing = The matter { $matter } still lacks a step: { $sort }, "{ $step }"
step-out-of-order = The next step of the matter { $matter } is "{ $step }" by: { $sort }; steps cannot be swapped or skipped
day-before-step = The day { $found } is before the day of the step before it, { $earliest }
day-after-event = The day { $found } is after the day of the event, { $latest }: record it when it has happened
roll-names-twice = The roll names { $person } twice: each person once
roll-names-stranger = { $person } was not a member of { $body } on { $day } and does not belong on the roll
roll-incomplete = The roll is incomplete: { $due } were due, not named: { $missing }; those absent are named too
interested-must-recuse = { $person } declared an interest in the payee "{ $payee }" and must stand aside
quorum-missed = { $present } of { $due } were present, and at least { $needed } must be (source: { $source })
quorum-not-in-policy = The policy in force does not say when { $sort } can decide: a resolution must change the policy first
outcome-not-the-rolls = By the roll { $yes } were in favour and { $needed } are needed, so the outcome is "{ $outcome }" (source: { $source })
purpose-not-granted = The resolution { $matter } permits { $granted }, not { $found }
payee-not-granted = The resolution { $matter } permits paying "{ $granted }" only, not "{ $found }"
grant-not-in-force = { $day } is not within the time of the resolution { $matter } ({ $from } to { $until }): first the resolution, then the expenditure
cap-exceeded = The resolution { $matter } has a cap of { $cap } and { $left } left, not enough for { $amount }: another resolution is needed
file-not-taken-over = The resolution { $matter } does not take over the file { $file }
row-taken-already = Row { $row } of "{ $file }" is in already
row-not-in-file = Row { $row } is not one of the { $rows } rows of "{ $file }" that the resolution takes over
file-total-differs = The rows of "{ $file }" add up to { $found } (minor units), and the resolution says { $expected }

matter-expense = Expenditure
matter-budget = Yearly budget
matter-activity = Major event or important activity
matter-policy = Change of rules
matter-personnel = Appointment or recall
matter-takeover = Taking over old accounts
matter-other = Other matter
step-studied = study
step-agreed = agree
step-voted = vote
part-grant = the permission to spend
part-files = the files taken over
part-policy = the digest of the policy
outcome-carried = carried
outcome-lost = lost
vote-for = For
vote-against = Against
vote-abstain = Abstained
vote-recused = Stood aside
vote-unrecorded = Present, not recorded
vote-absent = Absent
vote-excused = Excused

kind-resolution-proposed-v1 = Matter proposed
event-resolution-proposed-v1 = Proposed: { $title }
kind-resolution-studied-v1 = Studied by the party committee
event-resolution-studied-v1 = The party committee studies { $matter }: { $due } due, { $present } present, { $yes } for, { $no } against, { $carried ->
    [yes] carried
   *[no] not carried
  }
kind-resolution-agreed-v1 = Agreed with the supervision group
event-resolution-agreed-v1 = The supervision group considers { $matter }: { $due } due, { $present } present, { $yes } for, { $no } against, { $carried ->
    [yes] agreed
   *[no] objected
  }
kind-resolution-voted-v1 = Voted
event-resolution-voted-v1 = A vote on { $matter }: { $due } due, { $present } present, { $yes } for, { $no } against, { $carried ->
    [yes] carried
   *[no] lost
  }
kind-resolution-adopted-v1 = Resolution adopted
event-resolution-adopted-v1 = The matter { $matter } becomes a collective resolution on { $on }
kind-resolution-rejected-v1 = Matter rejected
event-resolution-rejected-v1 = The matter { $matter } is rejected on { $on }
kind-resolution-result-v1 = Result of a resolution
event-resolution-result-v1 = What came of { $matter }: { $result }
kind-meeting-held-v1 = Meeting held
event-meeting-held-v1 = { $body } met on { $on }: { $present } of { $due } present; { $topic }
matter-decides-otherwise = The resolution { $matter } does not name this (person, seat and term, or the body, must be the same in every part): rest it on a personnel resolution that does
matter-used-already = The resolution { $matter } has taken effect already and does so once: adopt another
signers-were-absent = { $absent } did not attend, so their signatures do not vouch for this meeting: have those sign who were there (by { $source })
part-personnel = the bodies and seats it decides about
