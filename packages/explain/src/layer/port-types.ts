// The types of ports, with the ports that have them: corenetwork.te.in of the reference policy (July 2026)
// and of Fedora's selinux-policy (October 2024), taken together. A host may have mapped others.

const PORTS = `
afs3_callback 7001; afs_bos 7007; afs_fs 2040,7000,7005; afs_ka 7004; afs_pt 7002; afs_vl 7003;
agentx 705; amanda 10080-10082,10080-10083; amavisd_recv 10024; amavisd_send 10025; amqp
5671-5672,15672; aol 5190-5193; apc 3052; apcupsd 3551; apertus_ldp 539; appswitch_emp 2616;
aptcacher 3142; armtechdaemon 9292; asterisk 1720,2427,2727,4569; audit 60; auth 113; babel 6696;
bacula 9103; bctp 8999; bfd_control 3784; bfd_echo 3785; bfd_multi 4784; bgp 179,2605; biff; boinc
31416; boinc_client 1043,1034; boothd 9929; brlp 4101; certmaster 51235; chronyd 323; clamd 3310;
clockspeed 4041; cluster 5149,40040,50006-50008; cma 1050; cmadmin 2617; cobbler 25151; collectd
25826; commplex_link 4331,5001; commplex_main 5000; comsat 512; condor 9618; conman 7890; connlcli
1358; conntrackd 3780; couchdb 5984,6984; cslistener 9000; ctdb 4379,4397; cvs 2401; cyphesis
6767,6769,6780-6799,32771; cyrus_imapd 2005; daap 3689; dbskkd 1178; dcc 6276,6277; dccm 5679;
dey_keyneg 8750; dey_sapi 4330; dhcpc 68,546,5546; dhcpd 67,547,548,647,847,7911; dict 2628;
distccd 3632; dns 53,853; dnssec 8955; dogtag 7390; dropbox 17500; echo 7; efs 520; embrace_dp_c
3198; epmap 135; epmd 4369; fac_restore 5582; fingerd 79; firepower 2615; flash 843,1935;
fmpro_internal 5003; freeipmi 9225; ftp 21,989,990; ftp_data 20; gatekeeper 1718,1719,1721,7000;
gdomap 538; gds_db 3050; gear 43273; geneve 6080; giftd 1213; git 9418; glance 9292;
glance_registry 9191; gluster 24007-24027,38465-38469; glusterd 24007,24009; gnome_remote_desktop
3389-3399; gopher 70; gpsd 2947; hadoop_datanode 50010; hadoop_namenode 8020; hddtemp 7634; howl
5335,5353; hplip
1782,2207,2208,8290,50000,50002,8292,9100,9101,9102,9220,9221,9222,9280,9281,9282,9290,9291; http
80,81,443,488,8008,8009,8443,9000,8448; http_cache 3130,8080,8118,8123,10001-10010,3128;
i18n_input 9010; ibm_dt_2 1792; imaze 5323; inetd_child
1,9,13,19,512,544,891,892,5666,7,37,543,2105; innd 119; intermapper 8181; interwise 7778;
ionixnetmon 7410; ipmi 623,664; ipp 631,8610-8614; ipsecnat 4500; ircd
6667,6697,6665,6666,6668,6669; isakmp 500; iscsi 3260; isns 3205,51954; jabber_client 5222,5223;
jabber_interserver 5269,5280; jabber_router 5347; jacorb 3528,3529; jboss_debug 8787; jboss_iiop
3528; jboss_management 4712,4447,7600,9123,9990,9999,18001; jboss_messaging 5445,5455;
journal_remote 19532; kerberos 88,750,4444; kerberos_admin 749,464; kerberos_master 4444;
kerberos_password 464; keylime 8881,8892,9002; keystone 35357; kismet 2501; kprop 754; ktalkd
517,518; kubernetes 10250,4001,4194,2379-2381,6443,10248-10250,10256-10257,10259; l2tp 1701; ldap
389,636,3268,3269,7389; lirc 8765; llmnr 5355; lltng 5345; lmtp 24,2003; lrrd; lsm_plugin 18700;
luci 8084; mail 2000,3905; mailbox 2004; matahari 49000; memcache 11211; milter 8890,8891,8893;
mmcc 5050; mon 2583; mongod 27017-27019,28017-28019; monit 2812; monopd 1234; mountd 20048;
movaz_ssc 5252; mpd 6600; ms_streaming 1755; msgsrvr 8787; msnp 1863; mssql 1433-1434; munin 4949;
mxi 8005; mysqld 1186,3306,63132-63164; mysqlmanagerd 2273; mythtv 6543-6544; nessus 1241; netport
3129; netsupport 5404,5405; neutron 8775,9696,9697; nfs 2049,20048-20049; nfsrdma 20049; nmbd
137,138; nmea 10110; nodejs_debug 5858; nsca 5667; nsd_control 8952; ntop 3000-3001; ntp 123;
ntske 4460; oa_system 8022; ocsp 9080; opendnssec 15354; openflow 6633,6653; openhpid 4743; openqa
9526; openqa_liveview 9528; openqa_websockets 9527; openvpn 1194; openvswitch 6634; oracle
1521,2483,2484; oracledb 1521,2483,2484; osapi_compute 8774; ovsdb 6640; pdps 1314; pegasus_http
5988; pegasus_https 5989; pgpkeyserver 11371; pingd 9125; pki_ca 829,9180,9701,9443-9447; pki_kra
10180,10701,10443-10446; pki_ocsp 11180,11701,11443-11446; pki_ra 12888-12889; pki_tks
13180,13701,13443-13446; pki_tps 7888-7889; pktcable_cops 2126; pop
106,109,110,143,220,993,995,1109,10993; portmap 111; postfix_policyd 10031; postgresql 5432,9898;
postgrey 60000,10023; pptp 1723; prelude 4690; presence 5298-5299; preupgrade 8099; printer 515;
priority_e_com 2618; prosody 5280-5281; ptal 5703; ptp_event 319; pulp 24817,24816; pulseaudio
4713; puppet 8140; pxe 4011; pyzor 24441; qpasa_agent 2612,2611; rabbitmq 25672; radacct
1646,1813; radius 1645,1812,18120-18121; radsec 2083; razor 2703; redis 6379,26379,16379;
repository 6363; ricci 11111; ricci_modcluster 16851; rkt 18112; rlogin 543,2105; rlogind 513;
rndc 953,8953; router 520,521; rsh 514; rsync 873; rtp_media 5004-5005; rtsclient 2501; rtsp
554,8554; rwho 513; salt 4505,4506; sap 9875; saphostctrl 1128,1129; servistaitsm 3636; sge
6444,6445; shellinaboxd 4200; sieve 4190; sip 5060,5061; sixxsconfig 3874; smbd 137-139,445;
smntubootstrap 2613; smtp 25,465,587; snmp 161-162,199,1161,10161-10162,161,162; socks; soundd
8000,9433,16001; spamd 783,10026,10027,11332,11333,11334,11335; speech 8036; squid 3128,3401,4827;
ssdp 1900; ssh 22; statsd 8125; stunnel; svn 3690; svrloc 427; swat 901; swift 6200-6203;
syncthing 22000; syncthing_admin 8384; syncthing_discovery 21027; sype_transport 9911; syslog_tls
6514,10514; syslogd 514,601,20514; tangd 7406; tcs 30003; telnetd 23; tftp 69; time 37; tor
6969,9001,9030,9050,9051,9150; traceroute 64000-64010; tram 4567; transproxy 8081; trisoap 10200;
trivnet1 8200; ups 3493; us_cli 8082,8083; utcpserver; uucpd 540; varnishd 6081-6082; versa_tek
2610; virt 16509,16514; virt_migration 49152-49216; virtual_places 1533; vnc
5900-5983,5985-5999,5900; vqp 1589; wap_wsp 9200; wccp 2048; websm 9090; whois 43,4321; winshadow
3161,3261; wsdapi 5357; wsicopy 3378; xdmcp 177; xen 8002; xfs 7100; xinuexpansion3 2023;
xinuexpansion4 2024; xmsg 1716; xodbc_connect 6632; xserver 6000-6020; zabbix 10051; zabbix_agent
10050; zarafa 236,237; zebra 2600-2604,2606,2608-2609; zented 1229; zookeeper_client 2181;
zookeeper_election 3888; zookeeper_leader 2888; zope 8021
`;

/** Where the kernel and programs choose ports from, by default: net.ipv4.ip_local_port_range of ip(7). */
export const EPHEMERAL = { from: 32_768, to: 60_999 };

/** From a port to a port, with the name of their type before `_port_t`. */
interface Ports {
	name: string;
	from: number;
	to: number;
}

const TYPES: Ports[] = PORTS.replaceAll('\n', ' ')
	.split(';')
	.flatMap((entry) => {
		const [name = '', ports = ''] = entry.trim().split(' ');
		return ports.split(',').map((range) => {
			const [from = '', to = from] = range.split('-');
			return { name, from: Number(from), to: Number(to) };
		});
	});

const NAMES = new Set(TYPES.map(({ name }) => name));

/** Whether one of the two policies has the type NAME_port_t. */
export function isPortType(name: string): boolean {
	return NAMES.has(name);
}

/**
 * The types whose ports are from 1024 on, and those that such ports have without one of their own: the attribute
 * unreserved_port_type, for which there are booleans.
 *
 * @see declare_ports of kernel/corenetwork.te.m4
 */
export function unreservedTypes(): RegExp {
	// The first port of a declaration decides for all of them: what has one below 1024 mostly has that first.
	const reserved = new Set(TYPES.filter(({ from }) => from < 1024).map(({ name }) => name));
	const names = TYPES.map(({ name }) => name).filter((name) => !reserved.has(name));
	return new RegExp(`^(?:${[...new Set(names), 'unreserved', 'ephemeral'].join('|')})_port_t$`);
}

/** The types that the two policies have for a port; none if it has no type of its own there. */
export function typesOfPort(port: number): string[] {
	const found = TYPES.filter(({ from, to }) => from <= port && port <= to);
	return [...new Set(found.map(({ name }) => `${name}_port_t`))];
}

/** Whether a type has a port by default; undefined of a type that neither policy has. */
export function hasByDefault(type: string, port: number): boolean | undefined {
	if (!isPortType(type.replace(/_port_t$/, ''))) return undefined;
	return typesOfPort(port).includes(type);
}

/** Whether policies have a port for a type only as one of several, in a range. */
export function isWithinRange(type: string, port: number): boolean {
	const found = TYPES.filter(
		({ name, from, to }) => `${name}_port_t` === type && from <= port && port <= to,
	);
	return found.length > 0 && found.every(({ from, to }) => from < to);
}

/** How far a port is from one that somebody has numbered his second service after. */
const NEAR = 2;

/** The types of ports next to one, or of itself elsewhere, with those ports: `redis_port_t (6379)`; at most two. */
export function typesNear(port: number): string[] {
	const near = TYPES.map((ports) => ({ ...ports, distance: distanceTo(ports, port) }))
		.filter(({ distance }) => distance <= NEAR)
		.sort((one, other) => one.distance - other.distance);
	return near.slice(0, 2).map(({ name, from, to, distance }) => {
		// What has no type there may have one by another protocol, or in a newer policy.
		if (distance === 0) return `${name}_port_t (${port} itself, by another protocol or policy)`;
		return `${name}_port_t (${from === to ? from : `${from}-${to}`})`;
	});
}

function distanceTo({ from, to }: Ports, port: number): number {
	return Math.max(from - port, port - to, 0);
}
