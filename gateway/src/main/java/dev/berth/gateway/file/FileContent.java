package dev.berth.gateway.file;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a file is by its first bytes. */
enum FileContent {
    PDF,
    PNG,
    JPEG,
    GIF,
    WEBP,
    BMP,
    TIFF,
    /** Word, Excel and PowerPoint since 2007. */
    OOXML,
    /** OpenDocument, EPUB, HWPX: packages that name their type first. */
    ODF,
    JAVA_ARCHIVE,
    ZIP,
    /** Word, Excel and PowerPoint before 2007, HWP, and Windows Installer. */
    OLE,
    RTF,
    GZIP,
    SEVEN_ZIP,
    RAR,
    XZ,
    BZIP2,
    MP3,
    MP4,
    WAV,
    OGG,
    MATROSKA,
    FLAC,
    WINDOWS_PROGRAM,
    LINUX_PROGRAM,
    APPLE_PROGRAM,
    SCRIPT,
    TEXT,
    /** Bytes that are none of these. */
    OTHER;

    private record Signature(FileContent content, int at, byte[] bytes) {

        boolean fits(byte[] head) {
            if (head.length < at + bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (head[at + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final Signature ZIP_ENTRY = signature(ZIP, 0, "PK\u0003\u0004");
    private static final int ZIP_NAME_LENGTH_AT = 26;
    private static final int ZIP_NAME_AT = 30;

    private static final List<String> OOXML_FIRST =
            List.of("[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/", "customXml/");

    /** What is text itself; everything else that begins like one of these words and goes on as text is just text. */
    private static final List<FileContent> AS_TEXT = List.of(PDF, RTF, SCRIPT);

    private static final List<Signature> SIGNATURES = List.of(
            signature(PDF, 0, "%PDF-"),
            signature(PNG, 0, "\u0089PNG\r\n\u001a\n"),
            signature(JPEG, 0, "\u00ff\u00d8\u00ff"),
            signature(GIF, 0, "GIF8"),
            signature(WEBP, 8, "WEBP"),
            signature(WAV, 8, "WAVE"),
            signature(TIFF, 0, "II*\u0000"),
            signature(TIFF, 0, "MM\u0000*"),
            signature(OLE, 0, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
            signature(RTF, 0, "{\\rtf"),
            signature(GZIP, 0, "\u001f\u008b"),
            signature(SEVEN_ZIP, 0, "7z\u00bc\u00af\u0027\u001c"),
            signature(RAR, 0, "Rar!\u001a\u0007"),
            signature(XZ, 0, "\u00fd7zXZ\u0000"),
            signature(BZIP2, 0, "BZh"),
            signature(MP3, 0, "ID3"),
            signature(MP4, 4, "ftyp"),
            signature(OGG, 0, "OggS"),
            signature(MATROSKA, 0, "\u001aE\u00df\u00a3"),
            signature(FLAC, 0, "fLaC"),
            signature(LINUX_PROGRAM, 0, "\u007fELF"),
            signature(APPLE_PROGRAM, 0, "\u00cf\u00fa\u00ed\u00fe"),
            signature(APPLE_PROGRAM, 0, "\u00ca\u00fe\u00ba\u00be"),
            signature(WINDOWS_PROGRAM, 0, "MZ"),
            signature(SCRIPT, 0, "#!"));

    /** @param head as much of the file as came first; some hundred bytes are enough, fewer only if that is all of it */
    static FileContent of(byte[] head) {
        if (ZIP_ENTRY.fits(head)) {
            return packageOf(head);
        }
        for (Signature signature : SIGNATURES) {
            if (signature.fits(head) && (AS_TEXT.contains(signature.content()) || !isText(head))) {
                return signature.content();
            }
        }
        if (head.length > 1 && (head[0] & 0xff) == 0xff && (head[1] & 0xe0) == 0xe0 && !isText(head)) {
            return MP3;
        }
        if (signature(BMP, 0, "BM").fits(head) && !isText(head)) {
            return BMP;
        }
        return isText(head) ? TEXT : OTHER;
    }

    /** Whether bytes may be of a text in any of the usual encodings: without the control characters that no text has. */
    static boolean isText(byte[] bytes) {
        if (bytes.length > 1 && isUtf16Mark(bytes)) {
            return true;
        }
        for (byte each : bytes) {
            boolean control = each >= 0 && each < ' ' || each == 0x7f;
            if (control && each != '\t' && each != '\n' && each != '\r' && each != '\f' && each != 0x1b) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf16Mark(byte[] bytes) {
        int mark = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        return mark == 0xfeff || mark == 0xfffe;
    }

    private static FileContent packageOf(byte[] head) {
        if (head.length < ZIP_NAME_AT) {
            return ZIP;
        }
        int length = head[ZIP_NAME_LENGTH_AT] & 0xff | (head[ZIP_NAME_LENGTH_AT + 1] & 0xff) << 8;
        String first =
                new String(head, ZIP_NAME_AT, Math.min(length, head.length - ZIP_NAME_AT), StandardCharsets.ISO_8859_1);
        if (first.equals("mimetype")) {
            return ODF;
        }
        if (first.startsWith("META-INF/")) {
            return JAVA_ARCHIVE;
        }
        return OOXML_FIRST.stream().anyMatch(first::startsWith) ? OOXML : ZIP;
    }

    private static Signature signature(FileContent content, int at, String latin1) {
        return new Signature(content, at, latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
