# Volunteers and the time bank
case-service = service
stage-service-done = done
stage-service-confirmed = confirmed
stage-service-credited = credited
clock-hours-confirm = Confirming a service
clock-hours-credit = Crediting hours
limit-hours-longest = Minutes of one service, at most
place-service-given = Service given
place-service-received = Service received
kind-service-done-v1 = Service done
event-service-done-v1 = { $provider } did a service, “{ $activity }”: { $minutes }
kind-service-confirmed-v1 = Service confirmed
event-service-confirmed-v1 = The service { $service } is confirmed
kind-hours-credited-v1 = Hours credited
event-hours-credited-v1 = { $minutes } are credited to { $provider } for { $service }
kind-hours-spent-v1 = Hours spent
event-hours-spent-v1 = { $holder } spends { $minutes } on: { $purpose }
