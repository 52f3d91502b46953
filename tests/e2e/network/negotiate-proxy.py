"""A proxy on loopback that lets through who shows a Kerberos ticket (RFC 4559), and offers no other way."""
import base64
import socket
import sys
import threading

import gssapi

name = gssapi.Name('HTTP@localhost', gssapi.NameType.hostbased_service)
credentials = gssapi.Credentials(name=name, usage='accept')


def head(connection):
    data = b''
    while b'\r\n\r\n' not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    return data.decode('latin-1')


def pump(source, target):
    try:
        while part := source.recv(65536):
            target.sendall(part)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(connection):
    while request := head(connection):
        lines = request.split('\r\n')
        sent = [line.split(' ', 2)[2] for line in lines if line.lower().startswith('proxy-authorization: negotiate ')]
        if not sent:
            connection.sendall(b'HTTP/1.1 407 Proxy Authentication Required\r\n'
                               b'Proxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n')
            continue
        context = gssapi.SecurityContext(creds=credentials, usage='accept')
        context.step(base64.b64decode(sent[0]))
        # In one piece: several threads write.
        sys.stdout.write(f'user {context.initiator_name}\n')
        sys.stdout.flush()
        host, port = lines[0].split(' ')[1].rsplit(':', 1)
        # No test leaves this machine.
        far = socket.create_connection(('127.0.0.1' if host == 'localhost' else host, int(port)))
        if not far.getpeername()[0].startswith('127.'):
            return connection.close()
        connection.sendall(b'HTTP/1.1 200 Connection Established\r\n\r\n')
        threading.Thread(target=pump, args=(far, connection), daemon=True).start()
        return pump(connection, far)


listener = socket.create_server(('127.0.0.1', 0))
sys.stdout.write(f'listening {listener.getsockname()[1]}\n')
sys.stdout.flush()
while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(accepted,), daemon=True).start()
