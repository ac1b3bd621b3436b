package cygnet.daemon.vici;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The events in which a long status comes: neighbours of the same section share one, since a packet costs both sides more than an
 * entry does. Each entry is made when its turn has come: thousands of trees at a time would need more memory than all else.
 */
final class StatusParts implements Iterator<ViciPacket.Event> {
    /** An SA, and whatever else, takes less than a kibibyte; a packet holds half a mebibyte. */
    static final int MOST = 64;

    private final String event;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /**
     * @param size in SAs, or what is as large
     * @param contents the entry by its name
     */
    private record Entry(String section, int size, Supplier<ViciMessage> contents) {}

    /** @param event what each of them is called */
    StatusParts(String event) {
        this.event = event;
    }

    void add(String section, int size, Supplier<ViciMessage> contents) {
        entries.add(new Entry(section, size, contents));
    }

    @Override
    public boolean hasNext() {
        return !entries.isEmpty();
    }

    @Override
    public ViciPacket.Event next() {
        Entry first = entries.remove();
        List<ViciMessage.Item> items = new ArrayList<>(first.contents().get().items());
        int size = first.size();
        Entry next = entries.peek();
        while (next != null && next.section().equals(first.section()) && size + next.size() <= MOST) {
            entries.remove();
            items.addAll(next.contents().get().items());
            size += next.size();
            next = entries.peek();
        }
        ViciMessage section = ViciMessage.builder()
                .section(first.section(), new ViciMessage(items))
                .build();
        return new ViciPacket.Event(event, section);
    }
}
