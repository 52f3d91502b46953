"""What a screen reader is told over AT-SPI. A line with a window's title is answered by a line with all that the window
holds; between the answers comes a line for whatever is read out without having been asked for: what changes in a live
region. All lines are JSON."""
import json
import sys
import time

from gi.repository import Gio, GLib

states = ('focusable', 'focused', 'enabled', 'showing', 'editable', 'checked', 'pressed', 'expandable', 'expanded', 'invalid')


def wait_for_accessibility():
    """Whoever asks before it is there starts a second bus of accessibility."""
    bus, deadline = Gio.bus_get_sync(Gio.BusType.SESSION), time.monotonic() + 20
    while time.monotonic() < deadline:
        answer = bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
                               GLib.Variant('(s)', ('org.a11y.Bus',)), None, Gio.DBusCallFlags.NONE, -1, None)
        if answer.unpack()[0]:
            return
        time.sleep(0.05)
    sys.exit('there is no bus of accessibility')


wait_for_accessibility()
import pyatspi  # noqa: E402

by_name = {name: getattr(pyatspi, 'STATE_INVALID_ENTRY' if name == 'invalid' else f'STATE_{name.upper()}')
           for name in states}
alerts = (pyatspi.ROLE_ALERT, pyatspi.ROLE_NOTIFICATION)


def below(node):
    yield node
    for child in node:
        if child is not None:
            yield from below(child)


def window(title):
    for application in pyatspi.Registry.getDesktop(0):
        if application is None:
            continue
        # What was read before is kept, and would be out of date.
        application.clear_cache()
        for frame in application:
            if frame is not None and frame.name.startswith(title):
                return frame
    return None


def told(node, depth):
    has = node.getState().contains
    yield {'depth': depth, 'role': node.getRoleName(), 'name': node.name,
           'states': [name for name in states if has(by_name[name])]}
    for child in node:
        if child is not None:
            yield from told(child, depth + 1)


def say(what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


def wait(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not GLib.MainContext.default().iteration(False):
            time.sleep(0.01)


def tree(title):
    """A page's tree comes a moment after its window: until there is a heading in it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            frame = window(title)
            now = [] if frame is None else list(told(frame, 0))
        except GLib.Error:  # What is just being built goes away while it is read.
            now = []
        if any(one['role'] == 'heading' for one in now):
            return now
        wait(0.05)
    return None


def asked(stdin, _condition):
    line = stdin.readline()
    if line == '':
        pyatspi.Registry.stop()
        return False
    say({'tree': tree(line.rstrip('\n'))})
    return True


def whole(node):
    """An alert is read as a whole, whatever part of it has changed."""
    above = node
    while above is not None:
        if above.getRole() in alerts:
            above.clear_cache()
            return ' '.join(one.name for one in below(above) if one.getRoleName() == 'static')
        above = above.parent
    return None


def changed(event):
    try:
        attributes = dict(pair.split(':', 1) for pair in event.source.getAttributes())
        if attributes.get('container-live') in ('polite', 'assertive'):
            # What has just been put in is told by the event; the tree may still be as it was.
            say({'said': f'{whole(event.source) or ""} {event.any_data}'})
    except GLib.Error:
        pass  # It is gone again.


pyatspi.Registry.registerEventListener(changed, 'object:text-changed:insert')
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, asked)
say({'ready': True})
pyatspi.Registry.start()
