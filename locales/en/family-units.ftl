# Undoing movements of points, hours and goods
kind-units-undone-v1 = Movement undone
event-units-undone-v1 = What event { $event } moved moves back: { $reason }
