# Cases: the stages things go through
case-exists = { $sort } { $case } was recorded before: choose another code
case-unknown = There is no { $sort } { $case }: check the code
case-of-another = { $case } was brought by { $by }, not { $person }: whoever brought it says so
case-about-another = { $case } is not about { $person }: check the code
case-worth-differs = { $case } says { $found }, what was confirmed is { $worth }: they must agree
case-at-another-stage = { $case } is at the stage “{ $stage }”; this belongs to the stage “{ $wanted }”
case-ended = { $case } has ended ({ $stage }): open another one
case-stage-never = { $case } has never been at the stage “{ $stage }”
case-too-soon = { $case } has been “{ $stage }” since { $since }; the next step comes on { $earliest } or later, not on { $found }
case-too-late = { $case } has been “{ $stage }” since { $since }; the term ended on { $latest }, before { $found }
nobody-answers-for-themselves = What concerns { $person } needs a signature of someone who is neither they nor a close relative
case-put-off = { $case } is due on { $due }, and handing it on cannot put it off to { $found }: name the day it is due on now
case-not-then = { $case } was not “{ $stage }” on { $day }, or that day is not over yet: check the day
