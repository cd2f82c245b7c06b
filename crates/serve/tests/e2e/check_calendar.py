"""Parses the calendar of a server: python check_calendar.py http://127.0.0.1:8300"""

import sys
import urllib.request

from icalendar import Calendar

with urllib.request.urlopen(f"{sys.argv[1]}/calendar.ics", timeout=30) as answer:
    kind = answer.headers.get_content_type()
    calendar = Calendar.from_ical(answer.read())

events = list(calendar.walk("VEVENT"))
assert kind == "text/calendar", kind
assert events, "no meeting and no deadline is in the calendar"
for event in events:
    assert event["UID"] and event["SUMMARY"] and event.decoded("DTSTART"), event
assert len({str(event["UID"]) for event in events}) == len(events), "each has an id of its own"
print(f"{len(events)} meetings and deadlines, read by icalendar")
