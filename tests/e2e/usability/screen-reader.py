"""What a screen reader is told over AT-SPI of the windows whose title is given: one JSON object for each object."""
import json
import sys
import time

import pyatspi

states = {'focusable': pyatspi.STATE_FOCUSABLE, 'enabled': pyatspi.STATE_ENABLED, 'showing': pyatspi.STATE_SHOWING,
          'editable': pyatspi.STATE_EDITABLE}


def below(node):
    yield node
    for child in node:
        if child is not None:
            yield from below(child)


def window(title):
    for application in pyatspi.Registry.getDesktop(0):
        for frame in application or ():
            if frame is not None and frame.name.startswith(title):
                return frame
    return None


def told(frame):
    return [{'role': node.getRoleName(), 'name': node.name,
             'states': [name for name, state in states.items() if node.getState().contains(state)]}
            for node in below(frame)]


# The page's tree comes a moment after its window: until it stays the same.
last, deadline = None, time.monotonic() + 30
while time.monotonic() < deadline:
    frame = window(sys.argv[1])
    now = told(frame) if frame is not None else None
    if now is not None and now == last and any(one['role'] == 'heading' for one in now):
        print(json.dumps(now, ensure_ascii=False))
        sys.exit(0)
    last = now
    time.sleep(0.3)
sys.exit('nothing is told of such a window')
