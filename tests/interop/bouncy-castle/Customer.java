import java.nio.charset.Charset;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The one customer whom this bank knows. */
final class Customer {
    static final String ID = "K1000001";
    static final String PASSWORD = "ABCD-EFGH-JKLM";

    /** Japanese names in one type of string. T61 has, as CAs of the nineties wrote it, the octets of Shift_JIS. */
    static X500Name named(String strings) {
        return new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.C, new DERPrintableString("JP"))
            .addRDN(BCStyle.O, text(strings, "架空商事株式会社"))
            .addRDN(BCStyle.CN, text(strings, "山田 花子"))
            .build();
    }

    static ASN1Encodable text(String strings, String text) {
        switch (strings) {
            case "bmp":
                return new DERBMPString(text);
            case "t61":
                return new DERT61String(text.getBytes(Charset.forName("Shift_JIS")));
            default:
                return new DERUTF8String(text);
        }
    }

    static Extension address() throws Exception {
        GeneralName mail = new GeneralName(GeneralName.rfc822Name, "hanako@kaku-shoji.example");
        return Extension.create(Extension.subjectAlternativeName, false, new GeneralNames(mail));
    }
}
