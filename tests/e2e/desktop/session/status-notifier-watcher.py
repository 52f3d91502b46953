"""The part of a Linux panel that tray icons announce themselves to (StatusNotifierWatcher), for tests without a panel."""
import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

WATCHER = 'org.kde.StatusNotifierWatcher'


class Watcher(dbus.service.Object):
    def __init__(self, bus):
        self.items = []
        super().__init__(dbus.service.BusName(WATCHER, bus), '/StatusNotifierWatcher')
        bus.add_signal_receiver(self.name_owner_changed, 'NameOwnerChanged', dbus.BUS_DAEMON_IFACE)

    def name_owner_changed(self, name, old_owner, new_owner):
        if not new_owner:
            self.items = [item for item in self.items if not item.startswith(name + '/')]

    @dbus.service.method(WATCHER, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        # An item announces itself by its object path, or by a bus name with the usual path.
        self.items.append(sender + service if service.startswith('/') else service + '/StatusNotifierItem')

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        return self.GetAll(interface)[name]

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='s', out_signature='a{sv}')
    def GetAll(self, interface):
        return {
            'RegisteredStatusNotifierItems': dbus.Array(self.items, signature='s'),
            'IsStatusNotifierHostRegistered': True,
            'ProtocolVersion': dbus.Int32(0),
        }


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
watcher = Watcher(dbus.SessionBus())
print('ready', flush=True)
GLib.MainLoop().run()
