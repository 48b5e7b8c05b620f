package dev.berth.gateway.file;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which content belongs to which ending of a name. */
final class FileType {

    private static final Map<String, Set<FileContent>> BY_ENDING = new HashMap<>();

    static {
        put(FileContent.PDF, "pdf", "ai");
        put(FileContent.PNG, "png");
        put(FileContent.JPEG, "jpg", "jpeg", "jpe");
        put(FileContent.GIF, "gif");
        put(FileContent.WEBP, "webp");
        put(FileContent.BMP, "bmp");
        put(FileContent.TIFF, "tif", "tiff");
        put(FileContent.OOXML, "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "potx", "ppsx");
        put(FileContent.ODF, "odt", "ods", "odp", "odg", "epub", "hwpx");
        put(FileContent.OLE, "doc", "xls", "ppt", "hwp", "msg", "msi");
        put(FileContent.JAVA_ARCHIVE, "jar", "war");
        put(FileContent.ZIP, "zip", "jar", "apk");
        // A document is a package as well, and nothing is hidden by calling it one.
        put(FileContent.OOXML, "zip");
        put(FileContent.ODF, "zip");
        put(FileContent.RTF, "rtf", "doc");
        put(FileContent.GZIP, "gz", "tgz");
        put(FileContent.SEVEN_ZIP, "7z");
        put(FileContent.RAR, "rar");
        put(FileContent.XZ, "xz", "txz");
        put(FileContent.BZIP2, "bz2", "tbz2");
        put(FileContent.MP3, "mp3");
        put(FileContent.MP4, "mp4", "m4a", "m4v", "mov", "heic", "avif");
        put(FileContent.WAV, "wav");
        put(FileContent.OGG, "ogg", "oga", "ogv", "opus");
        put(FileContent.MATROSKA, "webm", "mkv");
        put(FileContent.FLAC, "flac");
        put(FileContent.WINDOWS_PROGRAM, "exe", "dll", "scr", "sys", "com");
        put(FileContent.LINUX_PROGRAM, "so", "elf");
        put(FileContent.APPLE_PROGRAM, "dylib");
        put(FileContent.SCRIPT, "sh", "py", "pl", "rb", "js");
        put(FileContent.TEXT, "txt", "csv", "tsv", "md", "log", "json", "xml", "html", "htm", "css", "yaml", "yml");
        put(FileContent.TEXT, "ini", "conf", "sql", "svg", "sh", "py", "pl", "rb", "js", "java", "ics", "vcf", "eml");
    }

    private FileType() {}

    /** In small letters, without the dot; empty for a name without one. */
    static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** What a file of that ending may hold; nothing where Berth does not know the ending. */
    static Optional<Set<FileContent>> contents(String ending) {
        return Optional.ofNullable(BY_ENDING.get(ending));
    }

    private static void put(FileContent content, String... endings) {
        for (String ending : endings) {
            BY_ENDING
                    .computeIfAbsent(ending, unused -> EnumSet.noneOf(FileContent.class))
                    .add(content);
        }
    }
}
