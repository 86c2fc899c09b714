# Community safety
case-patrol = patrol
stage-patrol-walked = walked
case-hazard = hazard
stage-hazard-found = found
stage-hazard-fixed = removed
stage-hazard-checked = checked
case-dispute = dispute
stage-dispute-settled = settled
stage-dispute-not-settled = not settled
clock-safety-check = days to check that a hazard is gone
limit-safety-risks = sorts of hazard
kind-safety-patrol-walked-v1 = Patrol
event-safety-patrol-walked-v1 = Patrol of “{ $route }” on { $on }: { $people } people, { $minutes } minutes
kind-safety-hazard-found-v1 = Hazard found
event-safety-hazard-found-v1 = The hazard “{ $title }” was found; { $owner } removes it by { $due }
kind-safety-hazard-fixed-v1 = Hazard removed
event-safety-hazard-fixed-v1 = { $hazard } was removed: { $done }
kind-safety-hazard-checked-v1 = Hazard checked
event-safety-hazard-checked-v1 = { $hazard } was checked and is gone
kind-safety-dispute-mediated-v1 = Dispute mediated
event-safety-dispute-mediated-v1 =
    { $mediator } mediated a dispute ({ $sort }), which was { $settled ->
        [yes] settled
       *[no] not settled
    } (parties and content are private)
