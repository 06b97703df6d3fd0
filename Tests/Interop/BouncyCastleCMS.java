// SPDX-License-Identifier: Apache-2.0
// CMS of every kind by Bouncy Castle: `java BouncyCastle cms do=WORK key=value …`. Certificates and private keys are PEM files.
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.X509Certificate;
import java.security.spec.*;
import java.util.*;
import javax.crypto.SecretKey;
import javax.crypto.spec.*;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.*;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.openssl.*;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.*;
import org.bouncycastle.operator.jcajce.*;

final class BouncyCastleCMS {
    static String option(String name) { return BouncyCastle.options.get(name); }
    static String option(String name, String usual) { return BouncyCastle.options.getOrDefault(name, usual); }
    static boolean asked(String name) { return BouncyCastle.asked(name); }
    static byte[] in() throws IOException { return Files.readAllBytes(Path.of(option("in"))); }
    static void out(byte[] bytes) throws IOException { Files.write(Path.of(option("out")), bytes); }
    static byte[] hex(String text) { return HexFormat.of().parseHex(text); }

    static void run(String work) throws Exception {
        switch (work) {
            case "authenticate" -> authenticate();
            case "authenticated" -> authenticated();
            case "seal" -> seal();
            case "open" -> open();
            case "sign" -> sign();
            case "add-signer" -> addSigner();
            case "countersign" -> countersign();
            case "verify" -> verify();
            case "compress" -> out(new CMSCompressedDataGenerator().generate(
                new CMSProcessableByteArray(in()), new org.bouncycastle.cms.jcajce.ZlibCompressor()).getEncoded());
            case "uncompress" -> out(new CMSCompressedData(in()).getContent(new ZlibExpanderProvider()));
            case "encrypt" -> encrypt();
            case "decrypt" -> out(new CMSEncryptedData(ContentInfo.getInstance(in())).getContent(
                new JceCMSEncryptedDataDecryptor(hex(option("secret")))));
            default -> throw new IllegalArgumentException(work);
        }
    }

    /// The reading side of an EncryptedData, of which Bouncy Castle has only a password-based provider.
    static final class JceCMSEncryptedDataDecryptor implements InputDecryptorProvider {
        final byte[] key;
        JceCMSEncryptedDataDecryptor(byte[] key) { this.key = key; }
        public InputDecryptor get(AlgorithmIdentifier algorithm) {
            return new InputDecryptor() {
                public AlgorithmIdentifier getAlgorithmIdentifier() { return algorithm; }
                public InputStream getInputStream(InputStream body) {
                    try {
                        var cipher = javax.crypto.Cipher.getInstance(algorithm.getAlgorithm().getId(), "BC");
                        cipher.init(2, new SecretKeySpec(key, "AES"), new IvParameterSpec(
                            ASN1OctetString.getInstance(algorithm.getParameters()).getOctets()));
                        return new javax.crypto.CipherInputStream(body, cipher);
                    } catch (GeneralSecurityException error) { throw new RuntimeException(error); }
                }
            };
        }
    }

    /// encrypt cipher= secret= in= out=
    static void encrypt() throws Exception {
        var key = new SecretKeySpec(hex(option("secret")), "AES");
        var cipher = javax.crypto.Cipher.getInstance("AES/CBC/PKCS5Padding", "BC");
        cipher.init(1, key);
        var identifier = new AlgorithmIdentifier(named(option("cipher")), new DEROctetString(cipher.getIV()));
        byte[] ciphertext = cipher.doFinal(in());
        var data = new EncryptedData(new EncryptedContentInfo(
            CMSObjectIdentifiers.data, identifier, new BEROctetString(ciphertext)));
        out(new ContentInfo(CMSObjectIdentifiers.encryptedData, data).getEncoded());
    }

    static X509Certificate certificate(String file) throws Exception {
        try (InputStream stream = new FileInputStream(file)) {
            return (X509Certificate) java.security.cert.CertificateFactory.getInstance("X.509", "BC").generateCertificate(stream);
        }
    }

    static PrivateKey key(String file) throws Exception {
        try (var parser = new PEMParser(new FileReader(file))) {
            for (Object one = parser.readObject(); one != null; one = parser.readObject()) {
                var converter = new JcaPEMKeyConverter().setProvider("BC");
                if (one instanceof PrivateKeyInfo info) return converter.getPrivateKey(info);
                if (one instanceof PEMKeyPair pair) return converter.getKeyPair(pair).getPrivate();
            }
        }
        throw new KeyException(file);
    }

    static ASN1ObjectIdentifier named(String name) throws Exception {
        if (name.matches("[0-9.]+")) return new ASN1ObjectIdentifier(name);
        try {
            return new ASN1ObjectIdentifier(CMSAlgorithm.class.getField(name).get(null).toString());
        } catch (NoSuchFieldException error) { return BouncyCastle.identifier(name); }
    }

    /// The entries for to=cert.pem,… (agreement= wrap= oaep= label=), kek= kek-id=, password= prf=.
    static List<RecipientInfoGenerator> recipients() throws Exception {
        List<RecipientInfoGenerator> all = new ArrayList<>();
        if (asked("to")) for (String file : option("to").split(",")) {
            X509Certificate recipient = certificate(file);
            String kind = recipient.getPublicKey().getAlgorithm();
            if (kind.equals("RSA")) {
                if (!asked("oaep")) { all.add(new JceKeyTransRecipientInfoGenerator(recipient).setProvider("BC")); continue; }
                PSource label = asked("label") ? new PSource.PSpecified(hex(option("label"))) : PSource.PSpecified.DEFAULT;
                var identifier = new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_RSAES_OAEP,
                    new OAEPParameterSpec(option("oaep"), "MGF1", new MGF1ParameterSpec(option("mgf", option("oaep"))), label));
                all.add(new JceKeyTransRecipientInfoGenerator(recipient, identifier).setProvider("BC"));
            } else {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(
                    kind.equals("EC") || kind.equals("ECDH") ? "EC" : kind, "BC");
                if (recipient.getPublicKey() instanceof java.security.interfaces.ECPublicKey curve)
                    generator.initialize(curve.getParams());
                KeyPair sender = generator.generateKeyPair();
                var info = new JceKeyAgreeRecipientInfoGenerator(
                    named(option("agreement")), sender.getPrivate(), sender.getPublic(), named(option("wrap", "AES256_WRAP")));
                if (asked("ukm")) info.setUserKeyingMaterial(hex(option("ukm")));
                info.addRecipient(recipient);
                if (asked("also")) info.addRecipient(certificate(option("also")));
                all.add(info.setProvider("BC"));
            }
        }
        if (asked("kek")) {
            byte[] secret = hex(option("kek"));
            all.add(new JceKEKRecipientInfoGenerator(hex(option("kek-id")), new SecretKeySpec(secret, "AES")).setProvider("BC"));
        }
        if (asked("password"))
            all.add(new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, option("password").toCharArray())
                .setProvider("BC").setPRF(prf(option("prf", "SHA256"))).setSaltAndIterationCount(new byte[16], 2000));
        return all;
    }

    static PasswordRecipient.PRF prf(String name) throws Exception {
        return (PasswordRecipient.PRF) PasswordRecipient.PRF.class.getField("HMac" + name).get(null);
    }

    /// authenticate …recipients mac= [digest=] in= out= [key-bits=]
    static void authenticate() throws Exception {
        var builder = asked("key-bits")
            ? new JceCMSMacCalculatorBuilder(named(option("mac")), Integer.parseInt(option("key-bits")))
            : new JceCMSMacCalculatorBuilder(named(option("mac")));
        var generator = new CMSAuthenticatedDataGenerator();
        for (var one : recipients()) generator.addRecipientInfoGenerator(one);
        var content = new CMSProcessableByteArray(in());
        MacCalculator mac = builder.setProvider("BC").build();
        if (!asked("digest")) { out(generator.generate(content, mac).getEncoded()); return; }
        DigestCalculator digest = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build()
            .get(new AlgorithmIdentifier(named(option("digest"))));
        out(generator.generate(content, mac, digest).getEncoded());
    }

    static RecipientId identifier(X509Certificate certificate, boolean agrees) {
        return agrees ? new JceKeyAgreeRecipientId(certificate) : new JceKeyTransRecipientId(certificate);
    }

    /// authenticated in= out= and a key: writes the content when the code is right.
    static void authenticated() throws Exception {
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        byte[] message = in();
        boolean hasAttributes = AuthenticatedData.getInstance(
            ContentInfo.getInstance(message).getContent()).getAuthAttrs() != null;
        CMSAuthenticatedData data = hasAttributes
            ? new CMSAuthenticatedData(message, digests) : new CMSAuthenticatedData(message);
        RecipientInformation entry;
        Recipient reader;
        if (asked("recipient")) {
            X509Certificate own = certificate(option("recipient"));
            boolean agrees = !own.getPublicKey().getAlgorithm().equals("RSA");
            entry = data.getRecipientInfos().get(identifier(own, agrees));
            reader = agrees ? new JceKeyAgreeAuthenticatedRecipient(key(option("key"))).setProvider("BC")
                : new JceKeyTransAuthenticatedRecipient(key(option("key"))).setProvider("BC");
        } else if (asked("kek")) {
            entry = data.getRecipientInfos().get(new KEKRecipientId(hex(option("kek-id"))));
            reader = new JceKEKAuthenticatedRecipient(new SecretKeySpec(hex(option("kek")), "AES")).setProvider("BC");
        } else {
            entry = data.getRecipientInfos().get(new PasswordRecipientId());
            reader = new JcePasswordAuthenticatedRecipient(option("password").toCharArray()).setProvider("BC");
        }
        byte[] content = entry.getContent(reader);
        if (!Arrays.equals(entry.getMac(), data.getMac())) throw new SignatureException("the code is wrong");
        if (hasAttributes && !Arrays.equals(entry.getContentDigest(), data.getContentDigest()))
            throw new SignatureException("the digest is wrong");
        out(content);
    }

    /// seal …recipients cipher= in= out= [der]
    static void seal() throws Exception {
        String name = option("cipher", "AES256_CBC");
        var encryptor = new JceCMSContentEncryptorBuilder(named(name)).setProvider("BC").build();
        var content = new CMSProcessableByteArray(in());
        if (encryptor instanceof OutputAEADEncryptor aead) {
            var generator = new CMSAuthEnvelopedDataGenerator();
            if (asked("attributes")) generator.setAuthenticatedAttributeGenerator(new SimpleAttributeTableGenerator(
                new AttributeTable(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(new Date()))))));
            for (var one : recipients()) generator.addRecipientInfoGenerator(one);
            out(generator.generate(content, aead).getEncoded());
        } else {
            var generator = new CMSEnvelopedDataGenerator();
            for (var one : recipients()) generator.addRecipientInfoGenerator(one);
            out(generator.generate(content, encryptor).getEncoded());
        }
    }

    /// open in= out= and a key
    static void open() throws Exception {
        byte[] message = in();
        RecipientInformationStore entries = ContentInfo.getInstance(message).getContentType()
            .equals(CMSObjectIdentifiers.authEnvelopedData)
            ? new CMSAuthEnvelopedData(message).getRecipientInfos() : new CMSEnvelopedData(message).getRecipientInfos();
        if (asked("recipient")) {
            X509Certificate own = certificate(option("recipient"));
            boolean agrees = !own.getPublicKey().getAlgorithm().equals("RSA");
            RecipientInformation entry = entries.get(identifier(own, agrees));
            out(entry.getContent(agrees ? new JceKeyAgreeEnvelopedRecipient(key(option("key"))).setProvider("BC")
                : new JceKeyTransEnvelopedRecipient(key(option("key"))).setProvider("BC")));
        } else if (asked("kek")) {
            out(entries.get(new KEKRecipientId(hex(option("kek-id")))).getContent(
                new JceKEKEnvelopedRecipient(new SecretKeySpec(hex(option("kek")), "AES")).setProvider("BC")));
        } else {
            out(entries.get(new PasswordRecipientId()).getContent(
                new JcePasswordEnvelopedRecipient(option("password").toCharArray()).setProvider("BC")));
        }
    }

    static SignerInfoGenerator signer() throws Exception {
        X509Certificate certificate = certificate(option("signer"));
        ContentSigner signer = new JcaContentSignerBuilder(option("algorithm")).setProvider("BC").build(key(option("key")));
        return new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().setProvider("BC").build())
            .setDirectSignature(asked("no-attributes")).build(signer, certificate);
    }

    /// sign signer= key= algorithm=SHA256withRSAandMGF1 in= out= [detached]
    static void sign() throws Exception {
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(signer());
        generator.addCertificate(new JcaX509CertificateHolder(certificate(option("signer"))));
        out(generator.generate(new CMSProcessableByteArray(in()), !asked("detached")).getEncoded());
    }

    /// add-signer signer= key= algorithm= in= out=: to an opaque message.
    static void addSigner() throws Exception {
        var old = new CMSSignedData(in());
        var generator = new CMSSignedDataGenerator();
        generator.addSigners(old.getSignerInfos());
        generator.addCertificates(old.getCertificates());
        generator.addSignerInfoGenerator(signer());
        generator.addCertificate(new JcaX509CertificateHolder(certificate(option("signer"))));
        out(generator.generate(old.getSignedContent(), true).getEncoded());
    }

    /// countersign signer= key= algorithm= in= out=
    static void countersign() throws Exception {
        var old = new CMSSignedData(in());
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(signer());
        List<SignerInformation> signers = new ArrayList<>();
        for (SignerInformation one : old.getSignerInfos())
            signers.add(SignerInformation.addCounterSigners(one, generator.generateCounterSigners(one)));
        var store = new ArrayList<>(old.getCertificates().getMatches(null));
        store.add(new JcaX509CertificateHolder(certificate(option("signer"))));
        var changed = CMSSignedData.replaceSigners(old, new SignerInformationStore(signers));
        out(CMSSignedData.replaceCertificatesAndCRLs(
            changed, new org.bouncycastle.util.CollectionStore<>(store), changed.getAttributeCertificates(), changed.getCRLs())
            .getEncoded());
    }

    /// verify in= [content=]: every signature and countersignature; says how many there were.
    static void verify() throws Exception {
        CMSSignedData signed = asked("content")
            ? new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(Path.of(option("content")))), in())
            : new CMSSignedData(in());
        int count = 0, above = 0;
        for (SignerInformation one : signed.getSignerInfos()) {
            check(signed, one);
            count++;
            above += above(signed, one);
        }
        if (count == 0) throw new SignatureException("no signer");
        System.out.println(count + " " + above);
    }

    /// How many countersignatures there are on a signature, on those, and so on; all are right.
    static int above(CMSSignedData signed, SignerInformation one) throws Exception {
        int count = 0;
        for (SignerInformation other : one.getCounterSignatures()) {
            check(signed, other);
            count += 1 + above(signed, other);
        }
        return count;
    }

    static void check(CMSSignedData signed, SignerInformation one) throws Exception {
        @SuppressWarnings("unchecked") var matches = signed.getCertificates().getMatches(one.getSID());
        var holder = (org.bouncycastle.cert.X509CertificateHolder) matches.iterator().next();
        if (!one.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(
            new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder))))
            throw new SignatureException("a signature is wrong");
    }
}
