import java.util.Collection;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.est.ESTAuth;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.EnrollmentResponse;
import org.bouncycastle.est.jcajce.JcaHttpAuthBuilder;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Bouncy Castle's own EST client. */
final class EstCustomer {
    static X509CertificateHolder ask(Client client) throws Exception {
        JsseESTServiceBuilder builder =
            new JsseESTServiceBuilder(client.bank.getHost(), client.bank.getPort(), client.trust());
        builder.withKeyManagers(client.identity());
        builder.withTLSVersion(client.tls);
        ESTService service = builder.build();
        ESTAuth auth = client.password == null
            ? null
            : new JcaHttpAuthBuilder(Client.ID, client.password).setProvider("BC").build();
        EnrollmentResponse answer = service.simpleEnroll(client.certificate != null, request(client), auth);
        while (!answer.isCompleted()) {
            Thread.sleep(Math.max(0, answer.getNotBefore() - System.currentTimeMillis()));
            answer = service.simpleEnroll(answer);
        }
        Collection<X509CertificateHolder> all = answer.getStore().getMatches(null);
        return all.iterator().next();
    }

    private static PKCS10CertificationRequest request(Client client) throws Exception {
        Extension names = Extension.create(Extension.subjectAlternativeName, false, Client.mail());
        return new JcaPKCS10CertificationRequestBuilder(client.subject, client.next.getPublic())
            .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new Extensions(names))
            .build(Authority.signer(client.next));
    }
}
