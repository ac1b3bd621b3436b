package cygnet.kernel.socket;

import java.util.Locale;

/** Linux's error numbers (asm-generic) that netlink, XFRM and sockets answer with. */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    ESRCH(3),
    EINTR(4),
    EIO(5),
    EBADF(9),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EFAULT(14),
    EBUSY(16),
    EEXIST(17),
    ENODEV(19),
    EINVAL(22),
    EMFILE(24),
    ENOSPC(28),
    ERANGE(34),
    ENOSYS(38),
    EMSGSIZE(90),
    EPROTONOSUPPORT(93),
    EOPNOTSUPP(95),
    EAFNOSUPPORT(97),
    ENOBUFS(105),
    ECONNREFUSED(111);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Whether {@code errno} is this one. */
    public boolean is(int errno) {
        return errno == number;
    }

    /** The name of {@code errno}, or {@code errno 123} if it has none here. */
    public static String name(int errno) {
        for (Errno known : values()) {
            if (known.is(errno)) {
                return known.name();
            }
        }
        return String.format(Locale.ROOT, "errno %d", errno);
    }
}
