# Read by bin/cygnetd and bin/cygnetctl, which set $home to the tree that they stand in.
#
# Environment:
#   CYGNET_JAVA       the java program to run on; else $JAVA_HOME/bin/java; else java in PATH. Java 17 or later.
#   CYGNET_JAVA_OPTS  further flags for the JVM, separated by blanks; they come last and so they win.
#   CYGNET_CACHE      where cygnetd keeps its archive of classes; else systemd's $CACHE_DIRECTORY, else
#                     /var/cache/cygnet. Where that is no directory, it does without.

# The java program to run on.
find_java() {
    if [ -n "$CYGNET_JAVA" ]; then
        java=$CYGNET_JAVA
    elif [ -n "$JAVA_HOME" ]; then
        java=$JAVA_HOME/bin/java
    else
        java=java
    fi
    if ! command -v "$java" >/dev/null 2>&1; then
        echo "${0##*/}: no Java at '$java': install Java 17 or later, or set CYGNET_JAVA or JAVA_HOME" >&2
        exit 69
    fi
}

# Every jar of the tree, in the same order on every machine.
class_path() {
    LC_ALL=C
    path=
    for jar in "$home"/lib/*.jar; do
        path=$path${path:+:}$jar
    done
    echo "$path"
}

# What a JVM has loaded and verified once, the next one maps from a file: it starts sooner, and the first handshake of its
# life is several times faster. The JVM writes the file as it ends. A changed JDK or tree gets another one.
# launch_with_archive [JVM flags] MAIN_CLASS [arguments]: the same as launch
launch_with_archive() {
    find_java
    cache=${CYGNET_CACHE:-${CACHE_DIRECTORY:-/var/cache/cygnet}}
    if [ -d "$cache" ]; then
        jvm=$(readlink -f "$(command -v "$java")")
        key=$(ls -lL --time-style=+%s "$jvm" "${jvm%/bin/java}/lib/server/libjvm.so" "$home"/lib/*.jar 2>/dev/null |
            cksum | cut -d ' ' -f 1)
        archive=$cache/classes-$key.jsa
        if [ -s "$archive" ]; then
            set -- -XX:SharedArchiveFile="$archive" -Xlog:cds=off -Xlog:cds+dynamic=off "$@"
        elif [ -w "$cache" ]; then
            rm -f "$cache"/classes-*.jsa
            set -- -XX:ArchiveClassesAtExit="$archive" -Xlog:cds=off -Xlog:cds+dynamic=off "$@"
        fi
    fi
    launch "$@"
}

# launch [JVM flags] MAIN_CLASS [arguments]: becomes the JVM, and does not return.
launch() {
    find_java
    native=$home/lib/native/$(uname -m)
    # JNR and Netty load native code: --enable-native-access says that this is meant.
    # shellcheck disable=SC2086 # CYGNET_JAVA_OPTS is a list
    exec "$java" \
        -Xms16m -Xmx96m -Xss512k -XX:+UseSerialGC -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
        --enable-native-access=ALL-UNNAMED \
        -Djava.library.path="$native" -Djffi.boot.library.path="$native" \
        -Dio.netty.allocator.type=pooled \
        $CYGNET_JAVA_OPTS \
        -cp "$(class_path)" \
        "$@"
}
