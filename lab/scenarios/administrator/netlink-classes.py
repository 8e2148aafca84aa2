# Asks for a netlink socket of each protocol, with the label of a file: no rule lets anything be such a
# socket, so each attempt is denied, and its record names the class that the protocol's sockets have. The
# kernel asks the policy before it looks whether it has the protocol: __sock_create in net/socket.c.
import selinux
import socket

# include/uapi/linux/netlink.h; netlink(7) describes most of them.
PROTOCOLS = {
    "NETLINK_ROUTE": 0,
    "NETLINK_UNUSED": 1,
    "NETLINK_USERSOCK": 2,
    "NETLINK_FIREWALL": 3,
    "NETLINK_SOCK_DIAG": 4,
    "NETLINK_NFLOG": 5,
    "NETLINK_XFRM": 6,
    "NETLINK_SELINUX": 7,
    "NETLINK_ISCSI": 8,
    "NETLINK_AUDIT": 9,
    "NETLINK_FIB_LOOKUP": 10,
    "NETLINK_CONNECTOR": 11,
    "NETLINK_NETFILTER": 12,
    "NETLINK_IP6_FW": 13,
    "NETLINK_DNRTMSG": 14,
    "NETLINK_KOBJECT_UEVENT": 15,
    "NETLINK_GENERIC": 16,
    "NETLINK_SCSITRANSPORT": 18,
    "NETLINK_ECRYPTFS": 19,
    "NETLINK_RDMA": 20,
    "NETLINK_CRYPTO": 21,
    "NETLINK_SMC": 22,
}

selinux.setsockcreatecon("system_u:object_r:etc_t:s0")
for name, number in PROTOCOLS.items():
    try:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, number)
    except PermissionError:
        print(name)
