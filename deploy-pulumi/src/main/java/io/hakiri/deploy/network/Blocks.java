package io.hakiri.deploy.network;

/** Sixteen equal parts of a network's addresses. */
final class Blocks {
    private static final int PARTS_BITS = 4;
    static final int PARTS = 1 << PARTS_BITS;
    private static final int BITS = 32;
    private static final int OCTET = 8;
    private static final int OCTET_MASK = 0xff;

    private Blocks() {}

    /**
     * One of them.
     *
     * @param cidr such as {@code 10.40.0.0/16}
     * @param index 0 to 15
     */
    static String of(String cidr, int index) {
        if (index < 0 || index >= PARTS) {
            throw new IllegalArgumentException("part " + index + " of " + PARTS);
        }
        int slash = cidr.indexOf('/');
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        int address = 0;
        for (String octet : cidr.substring(0, slash).split("\\.", -1)) {
            address = (address << OCTET) | Integer.parseInt(octet);
        }
        int partBits = bits + PARTS_BITS;
        int part = (address & (-1 << (BITS - bits))) | (index << (BITS - partBits));
        StringBuilder text = new StringBuilder();
        for (int shift = BITS - OCTET; shift >= 0; shift -= OCTET) {
            text.append((part >>> shift) & OCTET_MASK).append(shift == 0 ? "/" : ".");
        }
        return text.append(partBits).toString();
    }
}
