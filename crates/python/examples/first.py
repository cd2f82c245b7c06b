"""The first example of docs/python.md."""

import legation

reading = legation.read(
    "France on Monday condemned the attack and recalled its ambassador from Syria. "
    "President Emmanuel Macron will meet King Felipe VI of Spain in Madrid on 12 March.",
    published="2026-03-04",
)
for event in reading.events:
    actors = ", ".join(reading.name(ref) for ref in event.actors)
    print(event.type, actors, event.date.start, "|", reading.words(event.sentence))
for meeting in reading.meetings:
    print(meeting.status, [ref.country for ref in meeting.participants], meeting.date.start)
