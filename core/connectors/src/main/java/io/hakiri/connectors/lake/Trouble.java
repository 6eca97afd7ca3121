package io.hakiri.connectors.lake;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** What the filesystem refused, as what a person can do about it. */
final class Trouble {
    private Trouble() {}

    /**
     * @param doing what was tried: {@code write}, {@code publish} …
     * @param at the file or folder it was tried on
     */
    static ConnectorException of(String doing, Path at, IOException cause) {
        String what = "cannot " + doing + " " + at + ": ";
        return switch (cause) {
            case AtomicMoveNotSupportedException e ->
                permanent(what + "the folder of the stream is on another filesystem than the lake; put both on one", e);
            case AccessDeniedException e ->
                permanent(what + "permission denied on " + e.getFile() + "; let this user write there", e);
            case NoSuchFileException e ->
                permanent(what + e.getFile() + " is not there; was the lake moved or unmounted?", e);
            case FileAlreadyExistsException e -> permanent(what + e.getFile() + " is in the way", e);
            case NotDirectoryException e -> permanent(what + e.getFile() + " is not a folder", e);
            default -> byWords(what, cause);
        };
    }

    /** The JDK has no types for these: the words are those of the system, which the JDK does not translate. */
    private static ConnectorException byWords(String what, IOException cause) {
        String said = said(cause);
        String words = said.toLowerCase(Locale.ROOT);
        if (words.contains("no space left")) {
            return transientTrouble(what + "the disk is full; free some space, the next run continues", cause);
        }
        if (words.contains("quota exceeded")) {
            return transientTrouble(what + "the disk quota is used up; raise it, the next run continues", cause);
        }
        if (words.contains("read-only file system")) {
            return permanent(what + "the filesystem is read-only; mount it writable", cause);
        }
        if (words.contains("not a directory")) {
            return permanent(what + "a part of the path is a file", cause);
        }
        return transientTrouble(what + said, cause);
    }

    private static String said(IOException cause) {
        if (cause instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static ConnectorException permanent(String message, IOException cause) {
        return new ConnectorException(ErrorClass.PERMANENT, message, cause);
    }

    private static ConnectorException transientTrouble(String message, IOException cause) {
        return new ConnectorException(ErrorClass.TRANSIENT, message, cause);
    }
}
