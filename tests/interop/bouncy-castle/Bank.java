import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/**
 * A small bank on Bouncy Castle: EST, CMP, and what its test steers it by (`/control/`). Arguments: a folder for its
 * certificates (PEM), the kind of its keys, the client certificates that its own TLS wants, and the TLS versions.
 * Over TLS it is on one port; on another, without TLS, it believes the server in front of it, which says by
 * X-Client-Cert whom it has seen.
 */
public final class Bank {
    final Map<String, String> settings = new HashMap<>();
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    /** That of its signatures. */
    final String hash;
    final Authority former;
    final Authority next;
    Authority current;

    private Bank(String kind) throws Exception {
        hash = kind.equals("ec-p384") ? "SHA-384" : "SHA-256";
        former = new Authority("1", kind);
        next = new Authority("2", kind);
        current = former;
    }

    /** What /cacerts has: all that there is, once the other root is published. */
    List<X509CertificateHolder> published() throws Exception {
        List<X509CertificateHolder> all = new ArrayList<>(List.of(former.root, former.issuing));
        if (is("rollover")) all.addAll(List.of(next.root, next.issuing, next.under(former)));
        return all;
    }

    boolean is(String setting) {
        return settings.containsKey(setting);
    }

    /** Is it set for this many more times? */
    boolean counts(String setting) {
        int left = Integer.parseInt(settings.getOrDefault(setting, "0"));
        if (left > 0) settings.put(setting, String.valueOf(left - 1));
        return left > 0;
    }

    private void control(HttpExchange exchange) throws Exception {
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> given = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            given.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestURI().getPath()) {
            case "/control/certificate":
                double to = Double.parseDouble(given.get("days"));
                SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(body);
                var issued = current.issue(Customer.named(given.get("strings")), key, Customer.address(), to - 365, to);
                answer(exchange, 200, "application/pkix-cert", issued.getEncoded());
                break;
            case "/control/set":
                settings.clear();
                seen.clear();
                settings.putAll(given);
                current = is("rollover") ? next : former;
                answer(exchange, 204, null, new byte[0]);
                break;
            default:
                answer(exchange, 200, "text/plain", String.join("\n", seen).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Who is at the other end: by TLS itself, or by the word of the server in front. */
    static X509Certificate client(HttpExchange exchange) throws Exception {
        if (exchange instanceof HttpsExchange) {
            try {
                return (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
            } catch (SSLPeerUnverifiedException none) {
                return null;
            }
        }
        String pem = exchange.getRequestHeaders().getFirst("X-Client-Cert");
        if (pem == null || pem.isEmpty() || pem.equals("(null)")) return null;
        // nginx escapes it as in an address, Apache puts blanks for the ends of lines.
        String text = pem.contains("%") ? URLDecoder.decode(pem.replace("+", "%2B"), StandardCharsets.UTF_8) : pem;
        byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]+-----", ""));
        return (X509Certificate)
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** Notes what is asked, by whom, and over which TLS, where it is its own. */
    void note(X509Certificate client, String question, HttpExchange exchange) throws Exception {
        String whom = client == null ? "nobody" : Est.thumbprint(client);
        String tls = exchange instanceof HttpsExchange ? ((HttpsExchange) exchange).getSSLSession().getProtocol() : "";
        seen.add((whom + " " + question + " " + tls).trim());
    }

    static void answer(HttpExchange exchange, int status, String type, byte[] body) throws Exception {
        Headers headers = exchange.getResponseHeaders();
        if (type != null) headers.set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) exchange.getResponseBody().write(body);
        exchange.close();
    }

    interface Service {
        void serve(HttpExchange exchange) throws Exception;
    }

    private static void listen(HttpServer server, String path, Service service) {
        server.createContext(path, exchange -> {
            try {
                service.serve(exchange);
            } catch (Exception error) {
                error.printStackTrace();
                try {
                    answer(exchange, 500, "text/plain", error.toString().getBytes(StandardCharsets.UTF_8));
                } catch (Exception gone) {
                    exchange.close();
                }
            }
        });
    }

    public static void main(String[] args) throws Exception {
        Security.addProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider());
        Path folder = Path.of(args[0]);
        Bank bank = new Bank(args[1]);
        KeyPair keys = Authority.keys(args[1]);
        X509CertificateHolder own = bank.former.server(keys);
        Authority.write(folder.resolve("root.pem"), List.of(bank.former.root));
        Authority.write(folder.resolve("issuing.pem"), List.of(bank.former.issuing));
        Authority.write(
            folder.resolve("issuing.key"), List.of(new JcaPKCS8Generator(bank.former.issuingKeys.getPrivate(), null)));
        Authority.write(folder.resolve("issuers.pem"), List.of(bank.former.issuing, bank.next.issuing));
        Authority.write(folder.resolve("roots.pem"), List.of(bank.former.root, bank.next.root));
        Authority.write(folder.resolve("server.pem"), List.of(own));
        Authority.write(folder.resolve("server.key"), List.of(new JcaPKCS8Generator(keys.getPrivate(), null)));

        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        HttpServer plain = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
        secure.setHttpsConfigurator(configurator(context(keys, own, bank), args[2], args[3].split(",")));
        Est est = new Est(bank);
        Cmp cmp = new Cmp(bank);
        for (HttpServer server : List.of(plain, secure)) {
            listen(server, "/.well-known/est/", est::serve);
            listen(server, "/.well-known/cmp", cmp::serve);
            listen(server, "/ejbca/publicweb/cmp/", cmp::serve);
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
        }
        listen(plain, "/control/", bank::control);
        System.out.println(plain.getAddress().getPort() + " " + secure.getAddress().getPort());
        // It ends with who started it.
        System.in.readAllBytes();
        System.exit(0);
    }

    private static SSLContext context(KeyPair keys, X509CertificateHolder own, Bank bank) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        X509Certificate[] chain = {Authority.read(own)};
        store.setKeyEntry("own", keys.getPrivate(), new char[0], chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, new char[0]);
        // The names in its CertificateRequest are those of the roots alone.
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("former", Authority.read(bank.former.root));
        anchors.setCertificateEntry("next", Authority.read(bank.next.root));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static HttpsConfigurator configurator(SSLContext context, String clients, String[] versions) {
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setProtocols(versions);
                if (clients.equals("need")) wanted.setNeedClientAuth(true);
                else wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        };
    }
}
