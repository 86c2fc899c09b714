# Conduct of community workers
case-conduct-post = post
stage-conduct-post-assigned = assigned
case-conduct-promise = promise
stage-conduct-promise-published = published
stage-conduct-promise-kept = kept
stage-conduct-promise-missed = not kept
case-complaint = complaint
stage-complaint-made = waiting for an answer
stage-complaint-answered = answered
stage-complaint-lapse = found right
clock-conduct-answer = days to answer a complaint
kind-conduct-post-assigned-v1 = Post assigned
event-conduct-post-assigned-v1 = { $person } is there for: { $duties }
kind-conduct-promise-published-v1 = Promise published
event-conduct-promise-published-v1 = { $person } promises by { $due }: { $promised }
kind-conduct-promise-kept-v1 = Promise checked
event-conduct-promise-kept-v1 =
    { $promise } was { $kept ->
        [yes] kept
       *[no] not kept
    }: { $finding }
kind-conduct-complaint-made-v1 = Complaint
event-conduct-complaint-made-v1 = A complaint about { $person }: { $title }
kind-conduct-complaint-answered-v1 = Complaint answered
event-conduct-complaint-answered-v1 = { $complaint } is answered: { $answer }
kind-conduct-lapse-noted-v1 = Lapse found
event-conduct-lapse-noted-v1 = The supervision group finds { $complaint } right: { $finding }
