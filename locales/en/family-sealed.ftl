# Erasing private fields
kind-sealed-erased-v1 = Private fields erased
event-sealed-erased-v1 = { $fields } private fields of event { $event } are erased, on the ground of: { $ground }
kind-sealed-read-v1 = Private fields read
event-sealed-read-v1 = The supervision group asks to read { $fields } private fields of event { $event }, for: { $purpose }
