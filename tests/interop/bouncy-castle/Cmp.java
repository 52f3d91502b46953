import com.sun.net.httpserver.HttpExchange;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertOrEncCert;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertResponse;
import org.bouncycastle.asn1.cmp.CertifiedKeyPair;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIConfirmContent;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.PollRepContent;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.CertificateRequestMessage;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** RFC 4210: the issuing CA signs its answers itself; the one-time password protects those to whom has no certificate. */
final class Cmp {
    private static final long GRACE = 30 * Authority.DAY;
    private static final ASN1ObjectIdentifier CA_CERTIFICATES = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.4.17");

    private final Bank bank;
    /** By transaction: what was issued in it. */
    private final Map<String, X509CertificateHolder> issued = new HashMap<>();

    Cmp(Bank bank) {
        this.bank = bank;
    }

    void serve(HttpExchange exchange) throws Exception {
        ProtectedPKIMessage message =
            new ProtectedPKIMessage(new GeneralPKIMessage(exchange.getRequestBody().readAllBytes()));
        int kind = message.getBody().getType();
        X509CertificateHolder signer =
            message.hasPasswordBasedMacProtection() ? null : message.getCertificates()[0];
        bank.note(signer == null ? null : Authority.read(signer), "cmp-" + kind, exchange);
        PKIBody answer = authentic(message, signer) ? answer(message, signer) : error(PKIFailureInfo.badMessageCheck);
        byte[] given = protect(message, signer, answer).toASN1Structure().getEncoded();
        Bank.answer(exchange, 200, "application/pkixcmp", given);
    }

    private boolean authentic(ProtectedPKIMessage message, X509CertificateHolder signer) throws Exception {
        JcaContentVerifierProviderBuilder verifiers = new JcaContentVerifierProviderBuilder();
        if (signer == null) {
            return message.verify(new PKMACBuilder(new JcePKMACValuesCalculator()), Customer.PASSWORD.toCharArray());
        }
        boolean ours = false;
        for (Authority one : List.of(bank.former, bank.next)) {
            ours |= signer.isSignatureValid(verifiers.build(one.issuing));
        }
        return ours && message.verify(verifiers.build(signer));
    }

    private PKIBody answer(ProtectedPKIMessage message, X509CertificateHolder signer) throws Exception {
        ASN1Encodable content = message.getBody().getContent();
        String transaction = message.getHeader().getTransactionID().toString();
        switch (message.getBody().getType()) {
            case PKIBody.TYPE_INIT_REQ:
            case PKIBody.TYPE_KEY_UPDATE_REQ:
                return byTemplate(message, signer);
            case PKIBody.TYPE_P10_CERT_REQ:
                PKCS10CertificationRequest request =
                    new PKCS10CertificationRequest(CertificationRequest.getInstance(content));
                var key = request.getSubjectPublicKeyInfo();
                if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                    return error(PKIFailureInfo.badPOP);
                }
                return issue(PKIBody.TYPE_CERT_REP, -1, Customer.named("utf8"), key, transaction);
            case PKIBody.TYPE_POLL_REQ:
                if (bank.counts("pending")) {
                    var again = new PollRepContent(new ASN1Integer(0), new ASN1Integer(1));
                    return new PKIBody(PKIBody.TYPE_POLL_REP, again);
                }
                int reply = signer == null ? PKIBody.TYPE_INIT_REP : PKIBody.TYPE_KEY_UPDATE_REP;
                return granted(reply, 0, issued.get(transaction));
            case PKIBody.TYPE_CERT_CONFIRM:
                byte[] hash = MessageDigest.getInstance(bank.hash).digest(issued.get(transaction).getEncoded());
                byte[] told =
                    CertConfirmContent.getInstance(content).toCertStatusArray()[0].getCertHash().getOctets();
                if (!Arrays.equals(hash, told)) return error(PKIFailureInfo.badCertId);
                return new PKIBody(PKIBody.TYPE_CONFIRM, new PKIConfirmContent());
            case PKIBody.TYPE_GEN_MSG:
                CMPCertificate[] all = bank.published().stream()
                    .map(one -> new CMPCertificate(one.toASN1Structure())).toArray(CMPCertificate[]::new);
                var certificates = new InfoTypeAndValue(CA_CERTIFICATES, new DERSequence(all));
                return new PKIBody(PKIBody.TYPE_GEN_REP, new GenRepContent(certificates));
            default:
                return error(PKIFailureInfo.badRequest);
        }
    }

    private PKIBody byTemplate(ProtectedPKIMessage message, X509CertificateHolder signer) throws Exception {
        CertificateRequestMessage request = new CertificateRequestMessage(
            CertReqMessages.getInstance(message.getBody().getContent()).toCertReqMsgArray()[0]);
        var template = request.getCertTemplate();
        var verifiers = new JcaContentVerifierProviderBuilder().build(template.getPublicKey());
        if (!request.isValidSigningKeyPOP(verifiers)) return error(PKIFailureInfo.badPOP);
        boolean first = message.getBody().getType() == PKIBody.TYPE_INIT_REQ;
        int reply = first ? PKIBody.TYPE_INIT_REP : PKIBody.TYPE_KEY_UPDATE_REP;
        X500Name subject = first ? Customer.named("utf8") : signer.getSubject();
        if (!first && signer.getNotAfter().getTime() + GRACE < System.currentTimeMillis()) {
            return error(PKIFailureInfo.badTime);
        }
        String transaction = message.getHeader().getTransactionID().toString();
        return issue(reply, 0, subject, template.getPublicKey(), transaction);
    }

    private PKIBody issue(int reply, int id, X500Name subject, SubjectPublicKeyInfo key, String transaction)
        throws Exception {
        if (bank.is("refuse")) {
            PKIFailureInfo why = new PKIFailureInfo(PKIFailureInfo.notAuthorized);
            return response(reply, id, new PKIStatusInfo(PKIStatus.rejection, new PKIFreeText("no"), why), null);
        }
        issued.put(transaction, bank.current.issue(subject, key, Customer.address(), -0.1, 365));
        if (bank.counts("pending")) return response(reply, id, new PKIStatusInfo(PKIStatus.waiting), null);
        return granted(reply, id, issued.get(transaction));
    }

    private static PKIBody granted(int reply, int id, X509CertificateHolder certificate) {
        var pair = new CertifiedKeyPair(new CertOrEncCert(new CMPCertificate(certificate.toASN1Structure())));
        return response(reply, id, new PKIStatusInfo(PKIStatus.granted), pair);
    }

    private static PKIBody response(int reply, int id, PKIStatusInfo status, CertifiedKeyPair pair) {
        CertResponse one = new CertResponse(new ASN1Integer(id), status, pair, null);
        return new PKIBody(reply, new CertRepMessage(null, new CertResponse[] {one}));
    }

    private static PKIBody error(int why) {
        PKIStatusInfo status = new PKIStatusInfo(PKIStatus.rejection, null, new PKIFailureInfo(why));
        return new PKIBody(PKIBody.TYPE_ERROR, new ErrorMsgContent(status));
    }

    private ProtectedPKIMessage protect(ProtectedPKIMessage asked, X509CertificateHolder signer, PKIBody body)
        throws Exception {
        PKIHeader header = asked.getHeader();
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        X509CertificateHolder made = issued.get(header.getTransactionID().toString());
        GeneralName own = new GeneralName(bank.current.issuing.getSubject());
        GeneralName recipient = header.getSender();
        if (bank.is("ejbca")) {
            // EJBCA keeps its CAs' names as text, and takes the recipient from the certificate that it has made.
            own = new GeneralName(new X500Name(own.getName().toString()));
            recipient = new GeneralName(made == null ? new X500Name("CN=fooSubject") : made.getSubject());
        }
        ProtectedPKIMessageBuilder builder = new ProtectedPKIMessageBuilder(own, recipient)
            .setMessageTime(new Date())
            .setTransactionID(header.getTransactionID().getOctets())
            .setSenderNonce(nonce)
            .setRecipNonce(header.getSenderNonce().getOctets())
            .setBody(body);
        if (signer == null) {
            PBMParameter parameters = PBMParameter.getInstance(header.getProtectionAlg().getParameters());
            builder.setSenderKID(Customer.ID.getBytes());
            return builder.build(new PKMACBuilder(new JcePKMACValuesCalculator())
                .setParameters(parameters).build(Customer.PASSWORD.toCharArray()));
        }
        for (X509CertificateHolder one : bank.published()) builder.addCMPCertificate(one);
        return builder.build(Authority.signer(bank.current.issuingKeys));
    }
}
