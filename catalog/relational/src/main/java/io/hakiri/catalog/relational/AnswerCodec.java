package io.hakiri.catalog.relational;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Verdict;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of kept answers, in bytes. */
final class AnswerCodec {
    private AnswerCodec() {}

    static void instant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(Row.micros(instant));
    }

    static Instant instant(DataInputStream in) throws IOException {
        return Row.ofMicros(in.readLong());
    }

    static void position(DataOutputStream out, @Nullable Position position) throws IOException {
        out.writeByte(position == null ? 0 : Row.kind(position));
        if (position != null) {
            out.writeUTF(position.value());
            if (position instanceof Position.Monotonic(var _, Bytes orderKey)) {
                out.writeShort(orderKey.length());
                out.write(orderKey.toArray());
            }
        }
    }

    static @Nullable Position position(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 0 -> null;
            case 1 -> new Position.Monotonic(in.readUTF(), Bytes.of(in.readNBytes(in.readUnsignedShort())));
            case 2 -> new Position.OpaqueToken(in.readUTF());
            case 3 -> new Position.SnapshotId(in.readUTF());
            default -> throw new IOException("a kept answer has the unknown kind of cursor " + kind);
        };
    }

    static Position.Monotonic monotonic(DataInputStream in) throws IOException {
        return (Position.Monotonic) Objects.requireNonNull(position(in));
    }

    static void cursors(DataOutputStream out, List<Cursor> cursors) throws IOException {
        out.writeInt(cursors.size());
        for (Cursor cursor : cursors) {
            out.writeUTF(cursor.at().stream());
            out.writeUTF(cursor.at().partition());
            position(out, cursor.position());
            out.writeLong(cursor.revision());
            out.writeLong(cursor.fence().value());
            instant(out, cursor.movedAt());
        }
    }

    static List<Cursor> cursors(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Cursor> cursors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cursors.add(new Cursor(
                    new StreamPartition(in.readUTF(), in.readUTF()),
                    position(in),
                    in.readLong(),
                    new Fence(in.readLong()),
                    instant(in)));
        }
        return cursors;
    }

    static void receipts(DataOutputStream out, List<Receipt> receipts) throws IOException {
        out.writeInt(receipts.size());
        for (Receipt receipt : receipts) {
            out.writeLong(receipt.id().fence().value());
            out.writeInt(receipt.id().step());
            out.writeInt(receipt.id().ordinal());
            StagedObject object = receipt.object();
            out.writeUTF(object.stream());
            out.writeUTF(object.kind().name());
            out.writeUTF(object.name());
            out.writeUTF(object.digest());
            out.writeLong(object.bytes());
            out.writeLong(object.rows());
            out.writeUTF(receipt.state().name());
        }
    }

    static List<Receipt> receipts(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Receipt> receipts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            receipts.add(new Receipt(
                    new ReceiptId(new Fence(in.readLong()), in.readInt(), in.readInt()),
                    new StagedObject(
                            in.readUTF(),
                            StagedObject.Kind.valueOf(in.readUTF()),
                            in.readUTF(),
                            in.readUTF(),
                            in.readLong(),
                            in.readLong()),
                    Receipt.State.valueOf(in.readUTF())));
        }
        return receipts;
    }

    static void decision(DataOutputStream out, @Nullable Decision decision) throws IOException {
        out.writeBoolean(decision != null);
        if (decision != null) {
            out.writeUTF(decision.verdict().name());
            out.writeUTF(decision.by());
            out.writeUTF(decision.reason());
        }
    }

    static @Nullable Decision decision(DataInputStream in) throws IOException {
        return in.readBoolean() ? new Decision(Verdict.valueOf(in.readUTF()), in.readUTF(), in.readUTF()) : null;
    }
}
