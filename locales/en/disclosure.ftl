# Openness: reviewed, posted, corrected
path-unreadable = The document path “{ $found }” cannot be read: it should be codes joined by /, like finance/2026-03
document-from-elsewhere = Document { $path } says it stands on { $found } entries, and the ledger has { $size }: make the document again
objection-without-reason = An objection gives its reason
display-too-short = Shown until { $until } is less than { $days } days: until { $earliest } at least (source: { $source })
photo-not-a-picture = The photograph of { $path } on the board must be a JPEG or PNG picture
objection-unanswered = The supervision group objected to { $path } in entry { $index }: putting it up needs an answer
notice-unknown = Event { $event } put up no notice: check the id
notice-corrected-already = Notice { $event } was corrected by { $by } already: correct the latest one
correction-of-other-document = The correction is of { $found }, and the notice of { $expected }: they must be the same document
correction-changes-nothing = The corrected { $path } is the same as the one on the board: there is nothing to correct

finding-agreed = agreed
finding-objected = objected

kind-notice-reviewed-v1 = Reviewed by supervision
event-notice-reviewed-v1 = The supervision group reviewed { $path }: { $finding }
kind-notice-posted-v1 = Notice posted
event-notice-posted-v1 = { $path } is shown at “{ $place }” until { $until }
kind-notice-corrected-v1 = Notice corrected
event-notice-corrected-v1 = Notice { $path } corrected: wrong was “{ $wrong }”, changed to “{ $changed }”; shown again until { $until }
