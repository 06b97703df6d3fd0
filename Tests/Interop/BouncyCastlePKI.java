// SPDX-License-Identifier: Apache-2.0
// Bouncy Castle as a peer for certificates, requests, revocation lists and OCSP responses.
//   java -cp CLASSPATH BouncyCastlePKI COMMAND key=value … ; certificates and requests are PEM, the rest is DER.
import java.io.*;
import java.math.BigInteger;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.spec.ECGenParameterSpec;
import java.util.*;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.*;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cert.ocsp.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.*;
import org.bouncycastle.pkcs.*;
import org.bouncycastle.pkcs.jcajce.*;

public final class BouncyCastlePKI {
    static final Map<String, String> options = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        for (String word : Arrays.asList(arguments).subList(1, arguments.length)) {
            String[] parts = word.split("=", 2);
            options.put(parts[0], parts[1]);
        }
        switch (arguments[0]) {
            case "check-certificate" -> checkCertificate();
            case "check-request" -> checkRequest();
            case "check-response" -> checkResponse();
            case "make" -> make();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    static Object pem(String name) throws Exception {
        try (PEMParser parser = new PEMParser(new FileReader(options.get(name)))) { return parser.readObject(); }
    }
    static X509Certificate certificate(String name) throws Exception {
        return new JcaX509CertificateConverter().setProvider("BC").getCertificate((X509CertificateHolder) pem(name));
    }
    static byte[] der(String name) throws IOException { return Files.readAllBytes(Path.of(options.get(name))); }
    static void require(boolean isTrue, String what) { if (!isTrue) throw new IllegalStateException("not so: " + what); }

    /// in= root= [crl=]: a good path, and with a list, a certificate that is not on it.
    static void checkCertificate() throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509", "BC");
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(certificate("root"), null)));
        parameters.setRevocationEnabled(options.containsKey("crl"));
        if (options.containsKey("crl")) {
            CRL list = factory.generateCRL(new ByteArrayInputStream(der("crl")));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(list)), "BC"));
        }
        CertPath path = factory.generateCertPath(List.of(certificate("in")));
        CertPathValidator.getInstance("PKIX", "BC").validate(path, parameters);
    }

    static void checkRequest() throws Exception {
        JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) pem("in"));
        require(request.isSignatureValid(
            new JcaContentVerifierProviderBuilder().setProvider("BC").build(request.getPublicKey())), "signature of the request");
    }

    /// in= root= cert= status=good|revoked
    static void checkResponse() throws Exception {
        X509Certificate root = certificate("root");
        BasicOCSPResp response = (BasicOCSPResp) new OCSPResp(der("in")).getResponseObject();
        require(response.isSignatureValid(
            new JcaContentVerifierProviderBuilder().setProvider("BC").build(root.getPublicKey())), "signature of the response");
        for (SingleResp single : response.getResponses()) {
            if (!single.getCertID().getSerialNumber().equals(certificate("cert").getSerialNumber())) continue;
            boolean isGood = single.getCertStatus() == CertificateStatus.GOOD;
            require(isGood == options.get("status").equals("good"), "status");
            return;
        }
        throw new IllegalStateException("nothing is said about the certificate");
    }

    static void write(String name, Object object) throws IOException {
        try (JcaPEMWriter writer = new JcaPEMWriter(new FileWriter(options.get("dir") + "/" + name))) { writer.writeObject(object); }
    }

    /// dir= key=rsa|ec: root.pem, alice.pem, bob.pem, alice.csr, ca.crl and alice.ocsp, bob.ocsp; bob is revoked.
    static void make() throws Exception {
        boolean isRSA = options.get("key").equals("rsa");
        KeyPairGenerator generator = KeyPairGenerator.getInstance(isRSA ? "RSA" : "EC", "BC");
        if (isRSA) generator.initialize(2048); else generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair authority = generator.generateKeyPair();
        ContentSigner signer = new JcaContentSignerBuilder(isRSA ? "SHA256withRSA" : "SHA256withECDSA")
            .setProvider("BC").build(authority.getPrivate());
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        Date start = new Date(System.currentTimeMillis() - 3_600_000L), end = new Date(System.currentTimeMillis() + 864_000_000L);
        X500Name name = new X500Name("CN=Bouncy CA");
        X509CertificateHolder root = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, start, end, name, authority.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
            .addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(authority.getPublic()))
            .build(signer);
        write("root.pem", root);
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        var list = new org.bouncycastle.cert.X509v2CRLBuilder(name, start);
        list.setNextUpdate(end);
        for (String person : List.of("alice", "bob")) {
            KeyPair key = generator.generateKeyPair();
            BigInteger number = new BigInteger(64, new SecureRandom()).add(BigInteger.TWO);
            X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                name, number, start, end, new X500Name("CN=" + person), key.getPublic())
                .addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(authority.getPublic()))
                .addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(key.getPublic()))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection))
                .addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, person + "@example.org")))
                .build(signer);
            write(person + ".pem", certificate);
            boolean isRevoked = person.equals("bob");
            if (isRevoked) list.addCRLEntry(number, start, org.bouncycastle.asn1.x509.CRLReason.keyCompromise);
            CertificateID id = new CertificateID(digests.get(CertificateID.HASH_SHA1), root, number);
            BasicOCSPResp basic = new BasicOCSPRespBuilder(new RespID(name))
                .addResponse(id, isRevoked ? new RevokedStatus(start, org.bouncycastle.asn1.x509.CRLReason.keyCompromise) : CertificateStatus.GOOD, start, end)
                .build(signer, new X509CertificateHolder[0], start);
            Files.write(Path.of(options.get("dir"), person + ".ocsp"), new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded());
            if (!isRevoked) {
                ContentSigner own = new JcaContentSignerBuilder(isRSA ? "SHA256withRSA" : "SHA256withECDSA")
                    .setProvider("BC").build(key.getPrivate());
                write("alice.csr", new JcaPKCS10CertificationRequestBuilder(
                    new javax.security.auth.x500.X500Principal("CN=alice, EMAILADDRESS=alice@example.org"), key.getPublic()).build(own));
            }
        }
        list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
        list.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(authority.getPublic()));
        Files.write(Path.of(options.get("dir"), "ca.crl"), list.build(signer).getEncoded());
    }
}
