// SPDX-License-Identifier: Apache-2.0
// Bouncy Castle as a command-line peer: signs, verifies, seals, opens, and reads and writes .pfx files.
//   java -cp CLASSPATH BouncyCastle COMMAND key=value … ; every file is DER or BER unless it says PEM.
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.cert.Certificate;
import java.util.*;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jcajce.PKCS12StoreParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;
import org.bouncycastle.operator.jcajce.*;
import org.bouncycastle.pkcs.*;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.*;
import org.bouncycastle.util.CollectionStore;
import org.bouncycastle.util.Store;

public final class BouncyCastle {
    static final Map<String, String> options = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        for (String word : Arrays.asList(arguments).subList(1, arguments.length)) {
            String[] parts = word.split("=", 2);
            options.put(parts[0], parts.length == 2 ? parts[1] : "yes");
        }
        switch (arguments[0]) {
            case "sign" -> sign();
            case "certs" -> certificatesOnly();
            case "seal" -> seal();
            case "verify" -> verify();
            case "open" -> open();
            case "write-pfx" -> writePFX();
            case "build-pfx" -> buildPFX();
            case "read-pfx" -> readPFX();
            case "cms" -> BouncyCastleCMS.run(options.get("do"));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    static boolean asked(String name) { return options.containsKey(name); }
    static InputStream input(String name) throws IOException { return new FileInputStream(options.get(name)); }
    static OutputStream output() throws IOException { return new FileOutputStream(options.get("out")); }

    /// One key with its chain, out of a PKCS#12 file.
    record Identity(String name, PrivateKey key, Certificate[] chain) {
        X509Certificate certificate() { return (X509Certificate) chain[0]; }
    }

    /// The password is an option, or the bytes of a file (UTF-8), so that any character can be asked for.
    static char[] password() throws IOException {
        if (!asked("password-file")) return options.get("password").toCharArray();
        return Files.readString(Path.of(options.get("password-file"))).toCharArray();
    }

    static Identity identity() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12", "BC");
        try (InputStream file = input("p12")) { store.load(file, password()); }
        for (String alias : Collections.list(store.aliases()))
            if (store.isKeyEntry(alias))
                return new Identity(alias, (PrivateKey) store.getKey(alias, null), store.getCertificateChain(alias));
        throw new KeyStoreException("no private key");
    }

    static Collection<X509Certificate> certificates(String option) throws Exception {
        List<X509Certificate> all = new ArrayList<>();
        for (String name : options.get(option).split(","))
            try (InputStream file = new FileInputStream(name)) {
                for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file))
                    all.add((X509Certificate) one);
            }
        return all;
    }

    /// sign p12= password= in= out= [digest=SHA256] [opaque] [der] [no-attributes] [keyid]
    static void sign() throws Exception {
        Identity signer = identity();
        String digest = options.getOrDefault("digest", "SHA256");
        var contentSigner = new JcaContentSignerBuilder(digest + "withRSA").setProvider("BC").build(signer.key());
        var builder = new JcaSignerInfoGeneratorBuilder(
            new JcaDigestCalculatorProviderBuilder().setProvider("BC").build()).setDirectSignature(asked("no-attributes"));
        byte[] keyIdentifier = ASN1OctetString.getInstance(
            ASN1OctetString.getInstance(signer.certificate().getExtensionValue("2.5.29.14")).getOctets()).getOctets();
        SignerInfoGenerator signerInfo = asked("keyid")
            ? builder.build(contentSigner, keyIdentifier)
            : builder.build(contentSigner, signer.certificate());
        var chain = new JcaCertStore(Arrays.asList(signer.chain()));
        byte[] content = input("in").readAllBytes();
        if (asked("der")) {
            var generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(signerInfo);
            generator.addCertificates(chain);
            CMSSignedData signed = generator.generate(new CMSProcessableByteArray(content), asked("opaque"));
            try (OutputStream file = output()) { file.write(signed.toASN1Structure().getEncoded("DER")); }
        } else {  // Streaming: indefinite lengths, the content in pieces of 200 bytes.
            var generator = new CMSSignedDataStreamGenerator();
            generator.setBufferSize(200);
            generator.addSignerInfoGenerator(signerInfo);
            generator.addCertificates(chain);
            try (OutputStream file = output(); OutputStream body = generator.open(file, asked("opaque"))) {
                body.write(content);
            }
        }
    }

    /// certs in=a.pem,b.pem out= [der]: a SignedData without signers.
    static void certificatesOnly() throws Exception {
        var generator = new CMSSignedDataGenerator();
        generator.addCertificates(new JcaCertStore(certificates("in")));
        CMSSignedData signed = generator.generate(new CMSAbsentContent());
        try (OutputStream file = output()) {
            file.write(asked("der") ? signed.toASN1Structure().getEncoded("DER") : signed.getEncoded());
        }
    }

    /// seal to=a.pem,b.pem in= out= [cipher=AES256_CBC] [oaep]: indefinite lengths, the content in pieces unless the cipher is a GCM.
    static void seal() throws Exception {
        var cipher = new ASN1ObjectIdentifier(
            CMSAlgorithm.class.getField(options.getOrDefault("cipher", "AES256_CBC")).get(null).toString());
        boolean authenticated = options.getOrDefault("cipher", "").endsWith("GCM");
        var encryptor = new JceCMSContentEncryptorBuilder(cipher).setProvider("BC").build();
        var enveloped = new CMSEnvelopedDataStreamGenerator();
        var authEnveloped = new CMSAuthEnvelopedDataGenerator();
        enveloped.setBufferSize(200);
        for (X509Certificate recipient : certificates("to")) {
            var info = asked("oaep")
                ? new JceKeyTransRecipientInfoGenerator(recipient, new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_RSAES_OAEP,
                    new javax.crypto.spec.OAEPParameterSpec("SHA-256", "MGF1",
                        java.security.spec.MGF1ParameterSpec.SHA256, javax.crypto.spec.PSource.PSpecified.DEFAULT)))
                : new JceKeyTransRecipientInfoGenerator(recipient);
            enveloped.addRecipientInfoGenerator(info.setProvider("BC"));
            authEnveloped.addRecipientInfoGenerator(info);
        }
        byte[] content = input("in").readAllBytes();
        try (OutputStream file = output()) {
            if (authenticated) {
                var aead = (org.bouncycastle.operator.OutputAEADEncryptor) encryptor;
                file.write(authEnveloped.generate(new CMSProcessableByteArray(content), aead).getEncoded());
            } else {
                try (OutputStream body = enveloped.open(file, encryptor)) { body.write(content); }
            }
        }
    }

    /// verify in= [content=] roots=PEM: every signature, and a path to a root for every signer.
    static void verify() throws Exception {
        byte[] message = input("in").readAllBytes();
        CMSSignedData signed = asked("content")
            ? new CMSSignedData(new CMSProcessableByteArray(input("content").readAllBytes()), message)
            : new CMSSignedData(message);
        Store<X509CertificateHolder> store = signed.getCertificates();
        List<X509Certificate> all = new ArrayList<>();
        for (X509CertificateHolder one : store.getMatches(null)) all.add(new JcaX509CertificateConverter().getCertificate(one));
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate root : certificates("roots")) anchors.add(new TrustAnchor(root, null));
        StringJoiner signers = new StringJoiner(" ");
        if (signed.getSignerInfos().size() == 0) throw new SignatureException("no signer");
        for (SignerInformation signer : signed.getSignerInfos()) {
            @SuppressWarnings("unchecked") var matches = store.getMatches(signer.getSID());
            if (matches.isEmpty()) throw new SignatureException("the signer's certificate is absent");
            X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate((X509CertificateHolder) matches.iterator().next());
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate.getPublicKey())))
                throw new SignatureException("signature does not verify");
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(certificate);
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
            CertPathBuilder.getInstance("PKIX", "BC").build(parameters);
            signers.add(address(certificate));
        }
        System.out.println(signers);
    }

    static String address(X509Certificate certificate) throws Exception {
        var names = certificate.getSubjectAlternativeNames();
        if (names != null) for (List<?> name : names) if ((Integer) name.get(0) == 1) return (String) name.get(1);
        return certificate.getSubjectX500Principal().getName();
    }

    /// open in= p12= password=: the content goes to standard output, once it is whole.
    static void open() throws Exception {
        Identity reader = identity();
        byte[] message = input("in").readAllBytes();
        boolean authenticated = ContentInfo.getInstance(message).getContentType()
            .equals(org.bouncycastle.asn1.cms.CMSObjectIdentifiers.authEnvelopedData);
        RecipientInformationStore recipients = authenticated
            ? new CMSAuthEnvelopedData(message).getRecipientInfos() : new CMSEnvelopedData(message).getRecipientInfos();
        var matches = recipients.getRecipients(new JceKeyTransRecipientId(reader.certificate()));
        if (matches.isEmpty()) throw new CMSException("not a recipient");
        System.out.write(matches.iterator().next()
            .getContent(new JceKeyTransEnvelopedRecipient(reader.key()).setProvider("BC")));
        System.out.flush();
    }

    /// write-pfx p12= password= type=PKCS12-AES256-AES128 out= [der]: the same identity again, as Bouncy Castle writes it.
    static void writePFX() throws Exception {
        Identity identity = identity();
        KeyStore store = KeyStore.getInstance(options.getOrDefault("type", "PKCS12"), "BC");
        store.load(null, null);
        store.setKeyEntry(options.getOrDefault("name", identity.name()), identity.key(), null, identity.chain());
        char[] password = asked("new-password-file")
            ? Files.readString(Path.of(options.get("new-password-file"))).toCharArray() : password();
        try (OutputStream file = output()) { store.store(new PKCS12StoreParameter(file, password, asked("der"))); }
    }

    /// build-pfx p12= password= out= cipher=id_aes256_CBC prf=id_hmacWithSHA512 mac=id_sha512: PBES2 with every part chosen;
    /// the names are those of PKCSObjectIdentifiers and NISTObjectIdentifiers.
    static void buildPFX() throws Exception {
        Identity identity = identity();
        char[] password = password();
        var prf = new AlgorithmIdentifier(identifier(options.get("prf")), DERNull.INSTANCE);
        var encryptor = new JcePKCSPBEOutputEncryptorBuilder(identifier(options.get("cipher"))).setProvider("BC")
            .setPRF(prf).setIterationCount(10000).build(password);
        List<PKCS12SafeBag> bags = new ArrayList<>();
        var keyIdentifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(identity.certificate().getPublicKey());
        for (Certificate one : identity.chain()) {
            var bag = new JcaPKCS12SafeBagBuilder((X509Certificate) one);
            if (bags.isEmpty()) {
                bag.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(identity.name()));
                bag.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, keyIdentifier);
            }
            bags.add(bag.build());
        }
        var key = new JcaPKCS12SafeBagBuilder(identity.key(), encryptor);
        key.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(identity.name()));
        key.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, keyIdentifier);
        var builder = new PKCS12PfxPduBuilder().addData(key.build())
            .addEncryptedData(encryptor, bags.toArray(new PKCS12SafeBag[0]));
        var digest = new AlgorithmIdentifier(identifier(options.get("mac")), DERNull.INSTANCE);
        var mac = new BcPKCS12MacCalculatorBuilder(BcDefaultDigestProvider.INSTANCE.get(digest), digest).setIterationCount(10000);
        try (OutputStream file = output()) { file.write(builder.build(mac, password).getEncoded()); }
    }

    static ASN1ObjectIdentifier identifier(String name) throws Exception {
        for (Class<?> list : List.of(PKCSObjectIdentifiers.class, NISTObjectIdentifiers.class, OIWObjectIdentifiers.class))
            for (var field : list.getFields())
                if (field.getName().equals(name)) return (ASN1ObjectIdentifier) field.get(null);
        throw new IllegalArgumentException(name);
    }

    /// read-pfx p12= password=: a line for each certificate, then "key: yes".
    static void readPFX() throws Exception {
        Identity identity = identity();
        PrintStream text = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (Certificate one : identity.chain())
            text.println("subject: " + ((X509Certificate) one).getSubjectX500Principal().getName());
        text.println("key: yes");
    }
}
