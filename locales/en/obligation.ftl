# Obligation: what is owed
duty-exists = { $duty } was recorded before: choose another code
duty-before-it-arises = { $duty } would fall due before { $earliest }: it cannot be due before the event
duty-unknown = Nothing is owed under { $duty }: check the code
duty-done = { $duty } was done on { $on } (entry { $index })
confirmation-missing = { $duty } is confirmed by someone of the { $sort } who is neither the one who owes it nor a relative
evidence-missing = Nothing is attached: attach at least one file that shows what was done

duty-notice = put up { $about }
duty-rectification = put right { $about }
duty-vacancy = record the end of a mandate: { $about }
duty-case = take the next step of { $about }
duty-drawn-forward = { $duty } is due on { $due }: putting it off cannot make it earlier
